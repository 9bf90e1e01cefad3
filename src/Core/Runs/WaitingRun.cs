namespace MlOpsDashboard.Core.Runs;

/// <summary>A run that waits for a worker, in the order in which they are taken.</summary>
public sealed record WaitingRun(ProjectId Project, RunId Run, int Number, string Name, RunStatus Status, string? StatusDetail, DateTimeOffset Since);
