using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Jobs.Scheduling;

/// <summary>Puts runs and imports into the durable queue. A run or import in the queue twice does no harm: its lease or status lets one job work, the other ends quietly.</summary>
public interface IJobQueue
{
    /// <param name="gpu">Whether only a node with a GPU may take it.</param>
    /// <param name="faults">How often it has ended by a fault in a row.</param>
    /// <param name="delay">Not before this has passed.</param>
    Task EnqueueRunAsync(RunId run, bool gpu, int faults, TimeSpan delay, CancellationToken cancellationToken);

    Task EnqueueImportAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Runs for which a job waits or works.</summary>
    Task<IReadOnlySet<RunId>> HeldRunsAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="HeldRunsAsync"/>
    Task<IReadOnlySet<ImportId>> HeldImportsAsync(CancellationToken cancellationToken);
}
