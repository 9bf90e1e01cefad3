namespace MlOpsDashboard.Core.Discussion;

/// <summary>The comment whose patch started a run.</summary>
/// <param name="Run">The run that was commented on.</param>
/// <param name="By">The comment's author.</param>
public sealed record PatchOrigin(CommentId Comment, RunId Run, int Number, string By);
