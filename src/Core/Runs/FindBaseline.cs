using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The best run of a spec's baseline on a version: same task, split and seed (<see cref="Baselines.IsAlike"/>). Null where there is none.</summary>
public sealed record FindBaseline(TrainingSpec Spec, DatasetVersionId Dataset) : IRequest<BaselineRun?>, IGuarded
{
    public Needs Needs => Needs.Find(Dataset).Seeing([.. ObjectReference.BackboneOf(Spec.Backbone)]);
}
