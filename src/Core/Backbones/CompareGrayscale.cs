using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>Has a worker show what a backbone for RGB makes of a dataset's pictures in grey: with the grey channel repeated, and with each way of adapting its
/// first kernel.</summary>
/// <param name="Backbone">A Keras application by name, or a stored custom model as in <c>backbone.file</c>.</param>
/// <param name="ImageSize">Height and width in pixels, 32 to 1024.</param>
/// <param name="Seed">Chooses the pictures.</param>
public sealed record CompareGrayscale(BackboneSpec Backbone, DatasetVersionId Dataset, int ImageSize, int Seed = 0)
    : IRequest<Outcome<GrayscaleReport>>,
        IGuarded
{
    public Needs Needs => Needs.View(Dataset).Seeing(ObjectReference.BackboneOf(Backbone));
}
