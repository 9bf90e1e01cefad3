using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>What is particular to a kind of work: its command, what its output means, and how it ends. Everything else of its life is
/// <see cref="WorkSupervisor"/>'s.</summary>
public interface IWorkKind
{
    WorkKind Kind { get; }

    /// <summary>Lays the inputs out and says what to start.</summary>
    /// <exception cref="RefusedException">It can't be begun.</exception>
    Task<WorkStart> PrepareAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken);

    /// <summary>Stores what the child said, and how far it was read, in one transaction.</summary>
    /// <returns>False where the lease is lost.</returns>
    Task<bool> StoreAsync(WorkLease lease, WorkOutput output, WorkOffsets offsets, CancellationToken cancellationToken);

    /// <summary>A line for the reader of its log.</summary>
    Task NoteAsync(WorkLease lease, Refusal note, CancellationToken cancellationToken);

    /// <summary>The exit code that the output speaks of, for a child whose end nobody saw; null where it says nothing of an end.</summary>
    int? CodeOf(AttemptFolder folder);

    /// <summary>The child ended well: publishes its outputs and ends the work under the lease.</summary>
    /// <returns>Why it is no success after all, or null.</returns>
    Task<Refusal?> CompleteAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken);

    /// <summary>Ends the work under the lease, with what its last attempt left.</summary>
    Task EndAsync(WorkLease lease, WorkEnding ending, Refusal? why, AttemptFolder? folder, CancellationToken cancellationToken);

    /// <summary>Removes the files of ended work that nobody needs any more.</summary>
    Task SweepAsync(WorkId work, CancellationToken cancellationToken);
}
