using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Workers;

/// <param name="Run">Null for an import or a prediction.</param>
public sealed record RunningWork(Refusal What, RunId? Run, int? RunNumber, int ProcessId, DateTimeOffset Since, long MemoryBytes);
