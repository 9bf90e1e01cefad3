using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Makes a version of another one's pictures, decided or named otherwise.</summary>
internal sealed class ReviseDatasetHandler(ManifestFiles manifests, RegistryReader reader, RegistryWriter writer, StorageLayout layout, CurrentCaller caller)
    : IRequestHandler<ReviseDataset, Outcome<int>>
{
    public async Task<Outcome<int>> Handle(ReviseDataset request, CancellationToken cancellationToken)
    {
        var from = await reader.ReadAsync(
            context => context.DatasetVersions.SingleOrDefaultAsync(v => v.Id == request.Version, cancellationToken),
            cancellationToken
        );
        if (from is null)
            return Unknown(request);
        if (await manifests.ReadAsync(from.ManifestHash, cancellationToken) is not { } manifest)
            return Outcome<int>.Refused(new Refusal(RefusalKind.Unavailable, "registry.manifest.missing"));
        DatasetManifest revised;
        try
        {
            revised = request.Revision.Apply(manifest);
        }
        catch (RefusedException e)
        {
            return Outcome<int>.Refused(e.Reason);
        }
        // What takes time with many pictures is done before others have to wait for the writer.
        var hash = revised.Hash;
        var report = JsonSerializer.Serialize((DatasetReading.Report(from.ReportJson) ?? new(0, [], [], 0)).For(revised), DatasetManifest.Json);
        var place = layout.Manifest(hash);
        if (!File.Exists(place))
            await DurableFile.WriteAsync(place, (file, token) => JsonSerializer.SerializeAsync(file, revised, DatasetManifest.Json, token), cancellationToken);
        return await writer.WriteAsync(
            async unit =>
                await unit.Context.Datasets.Include(d => d.Versions).SingleOrDefaultAsync(d => d.Id == from.DatasetId, cancellationToken) is { } dataset
                    ? await AddAsync(unit, dataset)
                    : Unknown(request),
            cancellationToken
        );

        async Task<Outcome<int>> AddAsync(WriteUnit unit, Dataset dataset)
        {
            var done = request.Revision.Done;
            var known = dataset.Versions.Any(v => v.ManifestHash == hash);
            var version = DatasetVersions.Add(
                unit,
                dataset,
                revised,
                hash,
                report,
                new("words.source.version", ("version", $"{from.Number}"), ("change", done))
            );
            if (!known)
                ActivityLog.Append(
                    unit,
                    caller.Value,
                    dataset.ProjectId,
                    dataset.Id,
                    "version-revised",
                    $"{dataset.Name} v{version.Number}",
                    new("activity.dataset.revised", ("name", dataset.Name), ("version", $"{version.Number}"), ("from", $"{from.Number}"), ("change", done)),
                    null
                );
            return version.Number;
        }
    }

    private static Outcome<int> Unknown(ReviseDataset request) =>
        Outcome<int>.Refused(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", request.Version.ToString())));
}
