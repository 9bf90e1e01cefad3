using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Time and memory a spec will take here, from a short measurement kept per backbone and size.</summary>
public sealed record EstimateRun(TrainingSpec Spec, int Pictures, PartCounts? Parts = null) : IRequest<RunEstimate>, IGuarded
{
    public Needs Needs => Needs.View().Seeing(ObjectReference.BackboneOf(Spec.Backbone));
}
