using System.Text.Json;
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
public sealed class DatasetReviser(ManifestFiles manifests, RegistryReader reader, RegistryWriter writer, StorageLayout layout, CurrentCaller caller)
{
    /// <param name="and">Done in the transaction that stores the new version; a refusal undoes all. Null for nothing.</param>
    /// <returns>The number of the version, which may exist already.</returns>
    public async Task<Outcome<int>> ReviseAsync(
        DatasetVersionId version,
        DatasetRevision revision,
        Func<WriteUnit, Dataset, Task<Refusal?>>? and,
        CancellationToken cancellationToken
    )
    {
        var from = await reader.ReadAsync(context => context.DatasetVersions.SingleOrDefaultAsync(v => v.Id == version, cancellationToken), cancellationToken);
        if (from is null)
            return Outcome<int>.Refused(Unknown(version));
        if (await manifests.ReadAsync(from.ManifestHash, cancellationToken) is not { } manifest)
            return Outcome<int>.Refused(new Refusal(RefusalKind.Unavailable, "registry.manifest.missing"));
        DatasetManifest revised;
        try
        {
            revised = revision.Apply(manifest);
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
                    : Outcome<int>.Refused(Unknown(version)),
            cancellationToken
        );

        async Task<Outcome<int>> AddAsync(WriteUnit unit, Dataset dataset)
        {
            if (and is not null && await and(unit, dataset) is { } refusal)
                return Outcome<int>.Refused(refusal);
            var done = revision.Done;
            var known = dataset.Versions.Any(v => v.ManifestHash == hash);
            var added = DatasetVersions.Add(unit, dataset, revised, hash, report, new("words.source.version", ("version", $"{from.Number}"), ("change", done)));
            if (!known)
                ActivityLog.Append(
                    unit,
                    caller.Value,
                    dataset.ProjectId,
                    dataset.Id,
                    "version-revised",
                    $"{dataset.Name} v{added.Number}",
                    new("activity.dataset.revised", ("name", dataset.Name), ("version", $"{added.Number}"), ("from", $"{from.Number}"), ("change", done)),
                    null
                );
            return added.Number;
        }
    }

    /// <summary>What is said of a version that is not there.</summary>
    public static Refusal Unknown(DatasetVersionId version) => new(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", version.ToString()));
}
