using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Gives a comment other words; the earlier ones stay readable. For its author.</summary>
/// <param name="Began">The words that the writer saw, see <see cref="EditedText"/>.</param>
public sealed record EditComment(CommentId Comment, string Text, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Comment);
}
