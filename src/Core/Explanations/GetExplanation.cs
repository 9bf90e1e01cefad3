using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>An explanation with its numbers so far; null where there is none.</summary>
public sealed record GetExplanation(ExplanationId Id) : IRequest<ExplanationView?>, IGuarded
{
    public Needs Needs => Needs.Find(Id);
}
