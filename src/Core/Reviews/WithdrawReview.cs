using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Takes a request back; for whoever asked, and for reviewers.</summary>
public sealed record WithdrawReview(ReviewId Review) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Review);
}
