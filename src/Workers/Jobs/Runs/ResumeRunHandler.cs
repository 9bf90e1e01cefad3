using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Queues a run again; the child goes on from its last checkpoint.</summary>
internal sealed class ResumeRunHandler(IRunStore runs, IJobQueue queue) : IRequestHandler<ResumeRun, Outcome>
{
    public async Task<Outcome> Handle(ResumeRun request, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run) return Outcome.Refused("Expected a run that exists; it was not found.");
        var requeued = await runs.RequeueAsync(request.Run, cancellationToken);
        if (requeued.IsDone) await queue.EnqueueRunAsync(request.Run, GpuRule.Needs(run.Spec), faults: 0, TimeSpan.Zero, CancellationToken.None);
        return requeued;
    }
}
