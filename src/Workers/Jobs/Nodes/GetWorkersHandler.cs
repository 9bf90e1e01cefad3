using MediatR;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

internal sealed class GetWorkersHandler(IWorkerStatus status, IRunStore runs) : IRequestHandler<GetWorkers, WorkerOverview>
{
    public async Task<WorkerOverview> Handle(GetWorkers request, CancellationToken cancellationToken)
    {
        var nodes = status.Nodes;
        var busyWith = nodes.SelectMany(n => n.Running).Where(w => w.RunNumber is not null).Select(w => $"run {w.RunNumber}").ToList();
        var waiting = await runs.WaitingAsync(cancellationToken);
        return new(status.Sentence, nodes, [.. waiting.Select((w, i) => new QueuedRun(w.Run, w.Number, w.Name, Reason(w, i, busyWith), w.Since))]);
    }

    private static string Reason(WaitingRun run, int place, IReadOnlyList<string> busyWith) => run switch
    {
        { Status: RunStatus.Interrupted, StatusDetail: { } detail } => detail,
        _ when place == 0 && busyWith.Count == 0 => "Starts in a moment",
        _ when place == 0 => $"Waits for {string.Join(" and ", busyWith)} to end",
        _ => place == 1 ? "1 run is before it" : $"{place} runs are before it",
    };
}
