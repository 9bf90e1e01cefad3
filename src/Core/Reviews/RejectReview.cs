using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

public sealed record RejectReview(ReviewId Review, string Reason) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Review);
}
