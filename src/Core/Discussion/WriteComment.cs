using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Says something about an object, or answers.</summary>
/// <param name="Text">Markdown, at most <see cref="Comment.Longest"/> characters.</param>
/// <param name="Key">The comment's id, chosen by the writer: the same twice is one comment.</param>
/// <param name="ReplyTo">A comment of the thread that it belongs to; null to begin one.</param>
/// <param name="Changes">Settings of the run that should be tried otherwise; null or empty for none.</param>
public sealed record WriteComment(CommentSubject Subject, string Text, Guid Key, CommentId? ReplyTo = null, IReadOnlyList<SettingChange>? Changes = null)
    : IRequest<Outcome<CommentId>>,
        IGuarded
{
    public Needs Needs => Needs.Contribute(Subject.Object).Seeing([.. ReplyTo is { } comment ? (ObjectReference[])[comment] : []]);
}
