using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Augmented previews of real pictures of a dataset, made by a worker.</summary>
public sealed record PreviewAugmentation(DatasetVersionId Dataset, TrainingSpec Spec, int Seed, int Count = 16)
    : IRequest<Outcome<IReadOnlyList<PreviewPicture>>>,
        IGuarded
{
    public Needs Needs => Needs.View(Dataset).Seeing(ObjectReference.BackboneOf(Spec.Backbone));
}
