using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>A comment as a page shows it.</summary>
/// <param name="Text">Markdown; empty where it was withdrawn.</param>
/// <param name="Edits">Earlier words, the oldest first.</param>
/// <param name="Mentioned">Names of people whom it calls.</param>
/// <param name="IsMine">Whether the caller may edit and withdraw it.</param>
public sealed record CommentView(
    CommentId Id,
    CommentSubject Subject,
    CommentId? Thread,
    string By,
    string? OnBehalfOf,
    DateTimeOffset At,
    string Text,
    IReadOnlyList<CommentEdit> Edits,
    IReadOnlyList<string> Mentioned,
    DateTimeOffset? WithdrawnAt,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    bool IsMine
)
{
    /// <summary>What its patch changes: the run's value first, then the wanted one. Null for a comment without a patch.</summary>
    public IReadOnlyList<ComparedSetting>? Patch { get; init; }

    /// <summary>The run that was started by its patch; null for none.</summary>
    public PatchedRun? Run { get; init; }
}
