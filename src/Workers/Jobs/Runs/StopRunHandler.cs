using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>A waiting run is cancelled at once; an active one's child is asked to write its checkpoint and end.</summary>
internal sealed class StopRunHandler(IRunStore runs, WorkStopper stopper, CurrentCaller caller) : IRequestHandler<StopRun, Outcome>
{
    public async Task<Outcome> Handle(StopRun request, CancellationToken cancellationToken)
    {
        var before = await stopper.LookAsync(WorkId.Of(request.Run), cancellationToken);
        var stopped = await runs.RequestStopAsync(request.Run, caller.Value, cancellationToken);
        if (!stopped.IsDone)
            return Outcome.Refused(stopped.Reason!);
        await stopper.StopAsync(before, CancellationToken.None);
        return Outcome.Done;
    }
}
