using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>The explanations between versions of a model, the newest first; at most 20.</summary>
public sealed record ListExplanations(ModelId Model) : IRequest<IReadOnlyList<ExplanationSummary>>, IGuarded
{
    public Needs Needs => Needs.View(Model);
}
