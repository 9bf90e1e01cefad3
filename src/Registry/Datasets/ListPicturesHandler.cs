using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class ListPicturesHandler(IDatasetStore datasets) : IRequestHandler<ListPictures, PicturePage>
{
    private const int MostPictures = 500;

    public async Task<PicturePage> Handle(ListPictures request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { } manifest)
            return new(0, []);
        var pictures = manifest
            .Entries.Where(e =>
                (request.Class is null || manifest.NamesOf(e).Contains(request.Class))
                && (request.Part is null || e.Part == request.Part)
                && (request.Flag is null || DatasetFactsOf.HasFlag(e, request.Flag))
            )
            .OrderBy(e => e.Path, StringComparer.Ordinal)
            .ToList();
        var number = manifest.Kind == DatasetKinds.Numbers && request.SortBy is { } name ? manifest.ClassNames.ToList().IndexOf(name) : -1;
        if (number >= 0)
            pictures = [.. request.Descending ? pictures.OrderByDescending(e => e.Numbers![number]) : pictures.OrderBy(e => e.Numbers![number])];
        return new(pictures.Count, [.. pictures.Skip(Math.Max(0, request.Skip)).Take(Math.Clamp(request.Take, 0, MostPictures))]);
    }
}
