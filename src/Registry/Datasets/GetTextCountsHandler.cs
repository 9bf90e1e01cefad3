using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Counts what a version's texts are like.</summary>
internal sealed class GetTextCountsHandler(IDatasetStore datasets) : IRequestHandler<GetTextCounts, TextCounts?>
{
    private static readonly string[] Flags = ["duplicate", TextFlags.NearDuplicate, TextFlags.VeryLong, PictureFlags.Unlabelled];

    public async Task<TextCounts?> Handle(GetTextCounts request, CancellationToken cancellationToken) =>
        await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { Blobs: not null } manifest
            ? null
            : new(
                TextLengths.Of(manifest.Entries.Select(entry => entry.Height)),
                [
                    .. Flags
                        .Select(flag => new ClassCount(flag, manifest.Entries.Count(entry => DatasetFactsOf.HasFlag(entry, flag))))
                        .Where(count => count.Count > 0),
                ]
            );
}
