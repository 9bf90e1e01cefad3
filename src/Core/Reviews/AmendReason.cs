using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Mends a reason by a further line; the line itself stays. For whoever gave it.</summary>
public sealed record AmendReason(ReviewId Review, long Line, string Reason) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Review);
}
