using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Workers;

public sealed record GetWorkers : IRequest<WorkerOverview>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="Sentence">"1 worker here: CPU, 2 cores, idle. No GPU found: ..."</param>
/// <param name="Queue">Waiting runs in order.</param>
public sealed record WorkerOverview(string Sentence, IReadOnlyList<WorkerNode> Nodes, IReadOnlyList<QueuedRun> Queue);

/// <param name="Load">Share of the machine's processors in use over the last samples, 0 to 1, oldest first.</param>
/// <param name="MemoryBytes">Of the children, oldest first.</param>
public sealed record WorkerNode(
    string Name, string Device, int Cores, long TotalMemoryBytes, bool IsHealthy, DateTimeOffset LastSeen, IReadOnlyList<RunningWork> Running, IReadOnlyList<double> Load, IReadOnlyList<double> MemoryBytes);

/// <param name="Run">Null for an import or a prediction.</param>
public sealed record RunningWork(Refusal What, RunId? Run, int? RunNumber, int ProcessId, DateTimeOffset Since, long MemoryBytes);

/// <param name="Reason">Why it waits, in words.</param>
public sealed record QueuedRun(RunId Run, int Number, string Name, string Reason, DateTimeOffset Since);

public sealed record GetHome : IRequest<HomeView>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="WorstMistake">SHA-256 of the picture of the last finished run's worst mistake, or null.</param>
/// <param name="IsFirstStart">No dataset and no run yet.</param>
public sealed record HomeView(
    IReadOnlyList<RunRow> Running, RunRow? LastFinished, string? LastHeadline, string? WorstMistake, string? WorstMistakeSentence, IReadOnlyList<RunRow> Recent, IReadOnlyList<ModelSummary> Models,
    string WorkerSentence, int Datasets, int Runs, bool IsFirstStart);
