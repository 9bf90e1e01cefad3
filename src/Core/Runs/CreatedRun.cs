namespace MlOpsDashboard.Core.Runs;

/// <param name="IsNew">False where the idempotency key was known: nothing was stored, and nothing must be scheduled.</param>
public sealed record CreatedRun(RunId Run, int Number, bool IsNew);
