using MediatR;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Reads the texts of a page from the blobs in which they lie one after the other; of a search, all that it may find.</summary>
internal sealed class ListTextsHandler(IDatasetStore datasets, IArtifactStore artifacts) : IRequestHandler<ListTexts, TextPage>
{
    private const int MostTexts = 500;

    // What an import takes for one text is far less; a manifest is only a file.
    private const int MostBytes = 1 << 20;

    public async Task<TextPage> Handle(ListTexts request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { Blobs: { } blobs } manifest)
            return new(0, []);
        var entries = manifest
            .Entries.Where(e =>
                e.Blob is not null
                && (request.Class is null || manifest.NamesOf(e).Contains(request.Class))
                && (request.Part is null || e.Part == request.Part)
                && (request.Flag is null || DatasetFactsOf.HasFlag(e, request.Flag))
            )
            .OrderBy(e => e.Blob)
            .ThenBy(e => e.Offset)
            .ToList();
        await using var texts = new BlobTexts(blobs, artifacts);
        if (!string.IsNullOrEmpty(request.Search))
        {
            var found = new List<DatasetEntry>();
            foreach (var entry in entries)
                if ((await texts.ReadAsync(entry, MostBytes, cancellationToken)).Contains(request.Search, StringComparison.OrdinalIgnoreCase))
                    found.Add(entry);
            entries = found;
        }
        var page = new List<DatasetText>();
        foreach (var entry in entries.Skip(Math.Max(0, request.Skip)).Take(Math.Clamp(request.Take, 0, MostTexts)))
            page.Add(Cut(entry, await texts.ReadAsync(entry, 4 * (DatasetText.Longest + 1), cancellationToken)));
        return new(entries.Count, page);
    }

    internal static DatasetText Cut(DatasetEntry entry, string text)
    {
        if (text.Length <= DatasetText.Longest)
            return new(entry, text, false);
        // Never through the middle of a character.
        var end = char.IsHighSurrogate(text[DatasetText.Longest - 1]) ? DatasetText.Longest - 1 : DatasetText.Longest;
        return new(entry, text[..end], true);
    }
}
