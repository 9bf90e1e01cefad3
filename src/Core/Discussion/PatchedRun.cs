namespace MlOpsDashboard.Core.Discussion;

/// <summary>A run that a comment's patch started.</summary>
/// <param name="By">Who accepted the patch.</param>
public sealed record PatchedRun(RunId Id, int Number, string By);
