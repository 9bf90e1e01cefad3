using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class CompareDatasetVersionsHandler(RegistryReader reader, VersionDifferences differences)
    : IRequestHandler<CompareDatasetVersions, Outcome<VersionDifference>>
{
    private const int MostPictures = 500;

    public async Task<Outcome<VersionDifference>> Handle(CompareDatasetVersions request, CancellationToken cancellationToken)
    {
        var (name, hashes) = await reader.ReadAsync(
            async context =>
                (
                    await context.Datasets.Where(d => d.Id == request.Dataset).Select(d => d.Name).SingleOrDefaultAsync(cancellationToken),
                    await context
                        .DatasetVersions.Where(v => v.DatasetId == request.Dataset && (v.Number == request.From || v.Number == request.To))
                        .ToDictionaryAsync(v => v.Number, v => v.ManifestHash, cancellationToken)
                ),
            cancellationToken
        );
        if (name is null || !hashes.TryGetValue(request.From, out var from))
            return Unknown(name, request, request.From);
        if (!hashes.TryGetValue(request.To, out var to))
            return Unknown(name, request, request.To);
        if (await differences.BetweenAsync(from, to, cancellationToken) is not { } found)
            return Outcome<VersionDifference>.Refused(new Refusal(RefusalKind.Unavailable, "registry.manifest.missing"));
        var (before, after, difference) = found;
        var pictures = request.Change is { } kind ? [.. difference.Pictures.Where(picture => picture.Kinds.Contains(kind))] : difference.Pictures;
        return new VersionDifference(
            request.Dataset,
            name,
            Of(request.From, before),
            Of(request.To, after),
            difference.Counts,
            difference.Pictures.Count,
            difference.Unchanged,
            difference.Names,
            difference.Labels,
            difference.Parts,
            pictures.Count,
            [.. pictures.Skip(Math.Max(0, request.Skip)).Take(Math.Clamp(request.Take, 0, MostPictures))]
        );
    }

    private static ComparedVersion Of(int number, DatasetManifest manifest) =>
        new(number, manifest.Kind, manifest.ClassNames, manifest.Entries.Count) { Input = manifest.Input };

    private static Outcome<VersionDifference> Unknown(string? name, CompareDatasetVersions request, int number) =>
        Outcome<VersionDifference>.Refused(
            new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", $"{name ?? request.Dataset.ToString()} v{number}"))
        );
}
