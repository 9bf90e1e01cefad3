namespace MlOpsDashboard.Core.Discussion;

/// <summary>A comment's patch and the run that it is about.</summary>
/// <param name="Patch">See <see cref="ConfigPatch"/>.</param>
public sealed record StoredPatch(RunId Run, string Patch);
