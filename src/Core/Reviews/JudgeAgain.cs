using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Asks the gate once more: something that the report depends on has changed, or it could not judge.</summary>
public sealed record JudgeAgain(ReviewId Review) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Review);
}
