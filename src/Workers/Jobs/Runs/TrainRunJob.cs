using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Jobs.Scheduling;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <param name="Faults">How often the run has ended by a fault in a row.</param>
public sealed record TrainRunInput(Guid Run, bool Gpu, int Faults);

/// <summary>Quartz's side of a run: everything else is <see cref="RunSupervisor"/>'s.</summary>
public sealed class TrainRunJob(RunSupervisor supervisor, IJobQueue queue) : IJob<TrainRunInput>
{
    public async ValueTask Execute(IJobExecutionContext context, TrainRunInput input, CancellationToken cancellationToken = default)
    {
        var run = new RunId(input.Run);
        // Cancelled by the scheduler only when the process is asked to end.
        var end = await supervisor.SuperviseAsync(run, input.Faults, cancellationToken);
        if (end is RunEnd.TryAgain again) await queue.EnqueueRunAsync(run, input.Gpu, again.Faults, again.After, CancellationToken.None);
    }
}
