using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Queues a run again; the child goes on from its last checkpoint.</summary>
internal sealed class ResumeRunHandler(IRunStore runs, IWorkQueue queue, CurrentCaller caller) : IRequestHandler<ResumeRun, Outcome>
{
    public async Task<Outcome> Handle(ResumeRun request, CancellationToken cancellationToken)
    {
        var requeued = await runs.RequeueAsync(request.Run, caller.Value, cancellationToken);
        if (requeued.IsDone)
            queue.Wake();
        return requeued;
    }
}
