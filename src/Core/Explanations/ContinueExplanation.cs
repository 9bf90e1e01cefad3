using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>Starts the runs of an explanation that were never started, failed or were stopped.</summary>
public sealed record ContinueExplanation(ExplanationId Id) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Id);
}
