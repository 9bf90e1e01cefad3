using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>A waiting run is cancelled at once; an active one's child is asked to write its checkpoint and end.</summary>
internal sealed class StopRunHandler(IRunStore runs, StopSignals<RunId> stops) : IRequestHandler<StopRun, Outcome>
{
    public async Task<Outcome> Handle(StopRun request, CancellationToken cancellationToken)
    {
        var stopped = await runs.RequestStopAsync(request.Run, cancellationToken);
        if (!stopped.IsDone) return Outcome.Refused(stopped.Refusal!);
        if (stopped.Value == RunStatus.Stopping) stops.Stop(request.Run);
        return Outcome.Done;
    }
}
