namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>Short work in child processes: one prediction, a preview, a look into a file. Queued, bounded in number, time, memory and output; ended when
/// nobody waits for it.</summary>
public interface IWorkerCalls
{
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    Task<CallAnswer> CallAsync(WorkerCall call, CancellationToken cancellationToken);
}
