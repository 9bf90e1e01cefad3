using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Storing, stopping and finding runs: what the job wing needs besides <see cref="IRunLedger"/>. What a caller changes leaves its line in the
/// activity log, in the same transaction. Each change is published on <see cref="IRunFeed"/> after its commit.</summary>
public interface IRunStore
{
    /// <summary>Stores a run with the next number, in its dataset's project. Refused where the dataset version is unknown.</summary>
    Task<Outcome<CreatedRun>> CreateAsync(NewRun run, Caller by, CancellationToken cancellationToken);

    /// <summary>Asks a run to stop. A queued or interrupted one is cancelled at once.</summary>
    /// <returns>The status after it: Cancelled (nothing to signal) or Stopping (its worker must end the child). Refused where it has ended or is
    /// unknown.</returns>
    Task<Outcome<RunStatus>> RequestStopAsync(RunId run, Caller by, CancellationToken cancellationToken);

    /// <summary>Queues a failed, cancelled or interrupted run again; it resumes from its last checkpoint. Refused where it is active, queued, complete or
    /// diverged (the same numbers would diverge again).</summary>
    Task<Outcome> RequeueAsync(RunId run, Caller by, CancellationToken cancellationToken);

    /// <summary>Queued and interrupted runs, first come first served.</summary>
    Task<IReadOnlyList<WaitingRun>> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>Adds lines to the run's log. Not fenced: a late line of a lost worker is still true.</summary>
    /// <param name="kind">Such as <c>stderr</c> or <c>note</c>.</param>
    Task AppendLogAsync(RunId run, string kind, IReadOnlyList<string> lines, CancellationToken cancellationToken);

    /// <summary>Where a run stood after so many epochs, and the run that trained the last of them: a branch's first epochs are its parent's. Null where they
    /// were not done.</summary>
    Task<(RunId Run, BranchPlace Place)?> FindPlaceAsync(RunId run, int epochs, CancellationToken cancellationToken);

    Task<StoredRun?> FindAsync(RunId run, CancellationToken cancellationToken);
}
