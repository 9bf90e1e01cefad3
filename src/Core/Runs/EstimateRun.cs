using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Time and memory a spec will take here, from a short measurement kept per backbone and size.</summary>
/// <param name="Pictures">Or texts, of the dataset version, with those of the test.</param>
/// <param name="Tokens">Of the middle text; null for pictures, or where that is not known.</param>
public sealed record EstimateRun(TrainingSpec Spec, int Pictures, PartCounts? Parts = null, int? Tokens = null) : IRequest<RunEstimate>, IGuarded
{
    public Needs Needs => Needs.View().Seeing(ObjectReference.BackboneOf(Spec.Backbone));
}
