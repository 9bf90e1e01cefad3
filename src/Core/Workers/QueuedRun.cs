namespace MlOpsDashboard.Core.Workers;

/// <param name="Reason">Why it waits, in words.</param>
public sealed record QueuedRun(RunId Run, int Number, string Name, string Reason, DateTimeOffset Since);
