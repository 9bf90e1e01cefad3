using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Storing reviews and what their gates found: what the job wing needs.</summary>
/// <remarks>Changes are published on <c>IRunFeed</c> as a notice whose run id has the review's value, without events and status.</remarks>
public interface IReviewStore
{
    /// <summary>Stores a request and queues its gate, or finds the open one that asks the same.</summary>
    Task<Outcome<ReviewId>> RequestAsync(RequestPromotion request, Caller by, CancellationToken cancellationToken);

    /// <summary>Queues the gate once more.</summary>
    Task<Outcome> JudgeAgainAsync(ReviewId review, Caller by, CancellationToken cancellationToken);

    /// <summary>Takes a request back and ends its gate. Refused to others than whoever asked and reviewers.</summary>
    Task<Outcome> WithdrawAsync(ReviewId review, Caller by, CancellationToken cancellationToken);

    /// <summary>Null where there is none.</summary>
    Task<KnownReview?> FindAsync(ReviewId review, CancellationToken cancellationToken);

    /// <summary>Stores how far the gate's output was read.</summary>
    /// <returns>False where the lease is lost or the review has ended: its child must be ended.</returns>
    Task<bool> DeliverAsync(WorkLease lease, WorkOffsets offsets, CancellationToken cancellationToken);

    /// <summary>Stores the report and ends the work, under the lease.</summary>
    Task JudgedAsync(WorkLease lease, GateReport report, CancellationToken cancellationToken);

    /// <summary>Ends the work without a report, under the lease.</summary>
    Task RefuseAsync(WorkLease lease, Refusal why, CancellationToken cancellationToken);
}
