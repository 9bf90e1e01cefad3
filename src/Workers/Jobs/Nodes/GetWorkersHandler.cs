using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

internal sealed class GetWorkersHandler(IWorkerStatus status, IRunStore runs, IObjectProjects projects, CurrentCaller caller)
    : IRequestHandler<GetWorkers, WorkerOverview>
{
    public async Task<WorkerOverview> Handle(GetWorkers request, CancellationToken cancellationToken)
    {
        var nodes = await AsSeenAsync(status.Nodes, cancellationToken);
        var busyWith = nodes.SelectMany(n => n.Running).Select(w => w.RunNumber).OfType<int>().ToList();
        var waiting = await runs.WaitingAsync(cancellationToken);
        var queue = waiting.Select((w, i) => (Run: w, Reason: Reason(w, i, busyWith))).Where(w => caller.Value.May(Permission.View, w.Run.Project));
        return new(status.Sentence, nodes, [.. queue.Select(w => new QueuedRun(w.Run.Run, w.Run.Number, w.Run.Name, w.Reason, w.Run.Since))]);
    }

    // Work of projects that the caller does not see is there, but has no name.
    private async Task<IReadOnlyList<WorkerNode>> AsSeenAsync(IReadOnlyList<WorkerNode> nodes, CancellationToken cancellationToken)
    {
        if (caller.Value.Visible is null)
            return nodes;
        var found = await projects.FindAsync(
            nodes.SelectMany(n => n.Running).Where(w => w.Run is not null).Select(w => (ObjectReference)w.Run!.Value),
            cancellationToken
        );
        bool IsSeen(RunningWork work) => work.Run is { } run && found.TryGetValue(run, out var project) && caller.Value.May(Permission.View, project);
        return
        [
            .. nodes.Select(n =>
                n with
                {
                    Running = [.. n.Running.Select(w => IsSeen(w) ? w : w with { What = new("work.what.other"), Run = null, RunNumber = null })],
                }
            ),
        ];
    }

    private static string Reason(WaitingRun run, int place, IReadOnlyList<int> busyWith) =>
        run is { Status: RunStatus.Interrupted, StatusDetail: { } detail } ? detail : WorkerWords.Waits(place, busyWith);
}
