using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>Has a worker show what a backbone for RGB makes of a dataset's pictures in grey: with the grey channel repeated, and with each way of adapting its first kernel.</summary>
/// <param name="Backbone">A Keras application by name, or a stored custom model as in <c>backbone.file</c>.</param>
/// <param name="ImageSize">Height and width in pixels, 32 to 1024.</param>
/// <param name="Seed">Chooses the pictures.</param>
public sealed record CompareGrayscale(BackboneSpec Backbone, DatasetVersionId Dataset, int ImageSize, int Seed = 0) : IRequest<Outcome<GrayscaleReport>>, IGuarded
{
    public Needs Needs => Needs.View(Dataset).Seeing(ObjectReference.BackboneOf(Backbone));
}

/// <param name="Methods">The first is <c>replicate</c>, which the others are compared with.</param>
public sealed record GrayscaleReport(IReadOnlyList<GrayscaleMethod> Methods, IReadOnlyList<GrayscalePicture> Pictures);

/// <param name="Method"><c>replicate</c>, <c>average</c>, <c>sum</c> or <c>luminance</c>.</param>
/// <param name="RelativeDifference">Of the pooled features: norm of the difference over the norm.</param>
/// <param name="CosineSimilarity">Mean over the pictures.</param>
public sealed record GrayscaleMethod(string Method, double RelativeDifference, double CosineSimilarity);

/// <param name="Source">Path in the dataset.</param>
/// <param name="Url">The grey picture: an address of <see cref="Storage.DrawnPictures"/>, as are the maps.</param>
/// <param name="Maps">By method: the mean magnitude of the first convolution's filters, on one scale for the picture.</param>
public sealed record GrayscalePicture(string Source, string Url, IReadOnlyDictionary<string, string> Maps);
