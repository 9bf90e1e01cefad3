using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

public sealed record GetReview(ReviewId Review) : IRequest<ReviewDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Review);
}
