using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>Stops the runs of an explanation that are not done. Runs that somebody else started are left alone.</summary>
public sealed record StopExplanation(ExplanationId Id) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Id);
}
