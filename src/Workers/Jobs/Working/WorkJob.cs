using Quartz;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Quartz's side of work: everything else is <see cref="WorkSupervisor"/>'s.</summary>
public sealed class WorkJob(WorkSupervisor supervisor, WorkDispatcher dispatcher) : IJob<WorkInput>
{
    public async ValueTask Execute(IJobExecutionContext context, WorkInput input, CancellationToken cancellationToken = default)
    {
        TimeSpan? again = null;
        try
        {
            // Cancelled by the scheduler only when the process is asked to end.
            again = await supervisor.SuperviseAsync(new(input.Work), cancellationToken);
        }
        finally
        {
            dispatcher.Done(new(input.Work), again);
        }
    }
}
