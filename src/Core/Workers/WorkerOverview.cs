namespace MlOpsDashboard.Core.Workers;

/// <param name="Sentence">"1 worker here: CPU, 2 cores, idle. No GPU found: ..."</param>
/// <param name="Queue">Waiting runs in order.</param>
public sealed record WorkerOverview(string Sentence, IReadOnlyList<WorkerNode> Nodes, IReadOnlyList<QueuedRun> Queue);
