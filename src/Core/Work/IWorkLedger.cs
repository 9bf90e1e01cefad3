using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Work;

/// <summary>The one life of work: taken, attempted, given back, ended. Every write of a holder is fenced by its lease's token; <c>false</c> means that the
/// lease is lost and the child must end.</summary>
/// <remarks>What a kind stores of its child's output, and how it ends, goes through the kind's own ledger in the same transaction.</remarks>
public interface IWorkLedger
{
    /// <summary>Takes the work, or null where another holds it or it has ended.</summary>
    Task<WorkLease?> AcquireAsync(WorkId work, ProcessIdentity holder, CancellationToken cancellationToken);

    /// <summary>Remembers an attempt before its child starts.</summary>
    /// <returns>The lease with the attempt, or null where it is lost.</returns>
    Task<WorkLease?> BeginAttemptAsync(WorkLease lease, string handle, CancellationToken cancellationToken);

    /// <summary>Gives the work back, to go on later.</summary>
    /// <param name="faults">Faults since it was queued, with this one where it was one.</param>
    /// <param name="attemptOver">The newest attempt has nothing more to say.</param>
    Task<bool> GiveBackAsync(WorkLease lease, Refusal reason, int faults, bool attemptOver, CancellationToken cancellationToken);

    /// <summary>Gives back what is held by a process that is gone. Held by this one is only what it acquired itself.</summary>
    /// <param name="isAlive">Whether the process still lives, whatever any clock says.</param>
    Task RecoverAsync(Func<ProcessIdentity, bool> isAlive, CancellationToken cancellationToken);

    /// <summary>Waiting work: what was begun before, then the rest, each in order of arrival.</summary>
    Task<IReadOnlyList<WaitingWork>> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>Status and newest attempt, or null where there is no such work.</summary>
    Task<WorkState?> FindAsync(WorkId work, CancellationToken cancellationToken);
}
