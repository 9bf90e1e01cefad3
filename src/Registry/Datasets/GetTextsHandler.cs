using MediatR;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Reads the texts that a page names.</summary>
internal sealed class GetTextsHandler(IDatasetStore datasets, IArtifactStore artifacts) : IRequestHandler<GetTexts, IReadOnlyList<DatasetText>>
{
    public async Task<IReadOnlyList<DatasetText>> Handle(GetTexts request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { Blobs: { } blobs } manifest)
            return [];
        var wanted = request.Paths.Take(GetTexts.Most).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, DatasetText>(StringComparer.Ordinal);
        await using var texts = new BlobTexts(blobs, artifacts);
        foreach (var entry in manifest.Entries.Where(entry => entry.Blob is not null && wanted.Contains(entry.Path)))
            found[entry.Path] = ListTextsHandler.Cut(entry, await texts.ReadAsync(entry, 4 * (DatasetText.Longest + 1), cancellationToken));
        return [.. request.Paths.Distinct(StringComparer.Ordinal).Where(found.ContainsKey).Select(path => found[path])];
    }
}
