using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Schedules a run of a spec's baseline (<see cref="Baselines.Of"/>) on the same version, split and seed; answers the one that there is.</summary>
public sealed record StartBaseline(TrainingSpec Spec, DatasetVersionId Dataset, IReadOnlyList<string>? Tags = null) : IRequest<Outcome<RunId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset).Seeing([.. ObjectReference.BackboneOf(Spec.Backbone)]);
}
