using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Makes a version of another one's pictures, decided or named otherwise.</summary>
internal sealed class ReviseDatasetHandler(ManifestFiles manifests, RegistryReader reader, RegistryWriter writer, StorageLayout layout) : IRequestHandler<ReviseDataset, Outcome<int>>
{
    public async Task<Outcome<int>> Handle(ReviseDataset request, CancellationToken cancellationToken)
    {
        var hash = await reader.ReadAsync(context => context.DatasetVersions.Where(v => v.Id == request.Version).Select(v => v.ManifestHash).SingleOrDefaultAsync(cancellationToken), cancellationToken);
        if (hash is null) return Outcome<int>.Refused($"Expected a dataset version of this registry; received {request.Version}.");
        if (await manifests.ReadAsync(hash, cancellationToken) is not { } manifest) return Outcome<int>.Refused("The list of this version's pictures is missing or damaged. Import it again.");
        DatasetManifest revised;
        try
        {
            revised = request.Revision.Apply(manifest);
        }
        catch (RefusedException e)
        {
            return Outcome<int>.Refused(e.Message);
        }
        var place = layout.Manifest(revised.Hash);
        if (!File.Exists(place)) await DurableFile.WriteAsync(place, (file, token) => JsonSerializer.SerializeAsync(file, revised, DatasetManifest.Json, token), cancellationToken);
        return await writer.WriteAsync(unit => StoreAsync(unit, request, revised, cancellationToken), cancellationToken);
    }

    private static async Task<Outcome<int>> StoreAsync(WriteUnit unit, ReviseDataset request, DatasetManifest revised, CancellationToken cancellationToken)
    {
        var dataset = await unit.Context.Datasets.Include(d => d.Versions).SingleOrDefaultAsync(d => d.Versions.Any(v => v.Id == request.Version), cancellationToken);
        if (dataset?.Versions.SingleOrDefault(v => v.Id == request.Version) is not { } from) return Outcome<int>.Refused($"Expected a dataset version of this registry; received {request.Version}.");
        var hash = revised.Hash;
        var known = dataset.Versions.Any(v => v.ManifestHash == hash);
        var report = (DatasetReading.Report(from.ReportJson) ?? new(0, [], [], 0)).For(revised);
        var version = dataset.AddVersion(
            hash, revised.Entries.Count, revised.ClassNames.Count, report.Bytes, JsonSerializer.Serialize(report, DatasetManifest.Json), $"v{from.Number}, {PlainText.Line(request.Revision.Words, 200)}", unit.Now);
        if (!known)
        {
            unit.Context.Add(version);
            unit.Context.Add(DatasetFactsOf.Version(version.Id, revised));
        }
        return version.Number;
    }
}
