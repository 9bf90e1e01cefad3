using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>What explaining the difference between two versions would train. Refused where there is no way between them.</summary>
/// <param name="Order">Names of settings that are to change first.</param>
public sealed record PlanExplanation(ModelVersionId Before, ModelVersionId After, IReadOnlyList<string>? Order = null)
    : IRequest<Outcome<ExplanationPreview>>,
        IGuarded
{
    public Needs Needs => Needs.View(Before, After);
}
