using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The only door through which workers write to runs. Every write is fenced by the lease's token: a worker that lost its lease gets <c>false</c> or
/// null and must end its child.</summary>
public interface IRunLedger
{
    /// <summary>The run behind a lease, or null where the lease is lost.</summary>
    Task<HeldRun?> ReadAsync(WorkLease lease, CancellationToken cancellationToken);

    /// <summary>Stores what a child said, and how far it was read, in one transaction; the same epoch is never counted twice (a resumed run may send an epoch
    /// again: it replaces), and the same output never stored twice.</summary>
    /// <param name="errors">Lines for the run's log as they came.</param>
    Task<bool> AppendAsync(
        WorkLease lease,
        IReadOnlyList<RunEvent> events,
        IReadOnlyList<OutputLine> errors,
        WorkOffsets offsets,
        CancellationToken cancellationToken
    );

    /// <summary>Ends the run and its work. <paramref name="why"/>: for a person, null where the status says it all. <paramref name="files"/>: what is kept of
    /// it.</summary>
    Task<bool> FinishAsync(WorkLease lease, RunStatus status, Refusal? why, RunOutputs? files, CancellationToken cancellationToken);
}
