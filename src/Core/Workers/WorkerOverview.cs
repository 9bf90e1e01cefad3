using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Workers;

/// <param name="Sentence">"1 worker here: CPU, 2 cores, idle. No GPU found: ..."</param>
/// <param name="Queue">Waiting runs in order.</param>
public sealed record WorkerOverview(string Sentence, IReadOnlyList<WorkerNode> Nodes, IReadOnlyList<QueuedRun> Queue);
