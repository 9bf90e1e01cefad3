using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Reads manifests from disk and keeps the last few: they never change, and pages ask for the same one again and again.</summary>
public sealed class ManifestFiles(StorageLayout layout)
{
    private const int Kept = 4;
    private readonly RecentlyUsed<string, DatasetManifest> recent = new(Kept, _ => 1);

    /// <summary>The manifest with this hash, or null where its file is missing or no longer hashes to its name.</summary>
    public async Task<DatasetManifest?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        if (recent.Find(hash) is { } known)
            return known;
        var read = await ReadFileAsync(layout.Manifest(hash), cancellationToken);
        if (read.Value is not { } manifest || manifest.Hash != hash)
            return null;
        recent.Keep(hash, manifest);
        return manifest;
    }

    public static async Task<Outcome<DatasetManifest>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var manifest = await JsonSerializer.DeserializeAsync<DatasetManifest>(file, DatasetManifest.Json, cancellationToken);
            return manifest is { IsWhole: true, HasTargets: true }
                ? manifest
                : Outcome<DatasetManifest>.Refused(new Refusal("registry.manifest.empty", ("path", path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Outcome<DatasetManifest>.Refused(new Refusal("registry.manifest.unreadable", ("path", path), ("fault", e.Message)));
        }
    }
}
