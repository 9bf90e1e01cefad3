using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Lays out what a run may see of a dataset version: neither the manifest nor the folder of blobs that its child is given holds anything of the test,
/// or of what nobody labelled.</summary>
internal static class SealedData
{
    /// <summary>The manifest of a version, as it lies in the store.</summary>
    /// <exception cref="RefusedException">It is gone.</exception>
    public static async Task<string> ManifestAsync(IDatasetStore datasets, DatasetVersionId version, CancellationToken cancellationToken)
    {
        var manifest = await datasets.ManifestPathAsync(version, cancellationToken);
        return manifest is not null && File.Exists(manifest)
            ? manifest
            : throw new RefusedException(
                new Refusal(
                    RefusalKind.Unavailable,
                    "run.manifest.missing",
                    manifest is null ? ("path", new Refusal("run.manifest.place")) : ("path", manifest)
                )
            );
    }

    /// <param name="manifest">Of the version.</param>
    /// <param name="place">Where the manifest for the child is written, if it needs one of its own; its blobs go beside it.</param>
    /// <returns>The manifest for the child: the version's own where it may see everything.</returns>
    /// <exception cref="RefusedException">An example is gone.</exception>
    public static async Task<string> LayAsync(string manifest, string place, CancellationToken cancellationToken)
    {
        DatasetManifest? whole;
        await using (var file = File.OpenRead(manifest))
            whole = await JsonSerializer.DeserializeAsync<DatasetManifest>(file, DatasetManifest.Json, cancellationToken);
        if (whole?.Entries?.All(entry => DatasetPart.IsForTraining(entry.Part)) != false)
            return manifest;
        var (seen, from) = (whole.Where(DatasetPart.IsForTraining), whole.BlobsBeside(manifest));
        var blobs = Path.Combine(Path.GetDirectoryName(place)!, "blobs");
        seen = seen.Blobs is { } texts ? await CutAsync(seen, texts, from, blobs, cancellationToken) : Link(seen, from, blobs);
        await DurableFile.WriteAsync(
            place,
            (stream, token) => JsonSerializer.SerializeAsync(stream, seen with { BlobRoot = blobs }, DatasetManifest.Json, token),
            cancellationToken
        );
        return place;
    }

    private static DatasetManifest Link(DatasetManifest seen, string from, string blobs)
    {
        foreach (var sha256 in seen.Entries.Select(entry => entry.Sha256).Distinct(StringComparer.Ordinal))
        {
            var link = At(blobs, sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, At(from, sha256));
        }
        return seen;
    }

    // Texts lie one after the other in a blob, those of the test among them: what may be seen gets a blob of its own.
    private static async Task<DatasetManifest> CutAsync(
        DatasetManifest seen,
        IReadOnlyList<string> texts,
        string from,
        string blobs,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<DatasetEntry>(seen.Entries.Count);
        var unnamed = Path.Combine(blobs, "texts");
        Directory.CreateDirectory(blobs);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var open = new Dictionary<int, FileStream>();
        try
        {
            await using var kept = File.Create(unnamed);
            foreach (var entry in seen.Entries)
            {
                if (!open.TryGetValue(entry.Blob!.Value, out var blob))
                    open.Add(entry.Blob.Value, blob = Opened(At(from, texts[entry.Blob.Value]), entry));
                var bytes = new byte[entry.Bytes];
                blob.Position = entry.Offset!.Value;
                if (await blob.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) < bytes.Length)
                    throw Lost(entry);
                entries.Add(entry with { Blob = 0, Offset = kept.Position });
                hash.AppendData(bytes);
                await kept.WriteAsync(bytes, cancellationToken);
            }
        }
        finally
        {
            foreach (var blob in open.Values)
                await blob.DisposeAsync();
        }
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        Directory.CreateDirectory(Path.GetDirectoryName(At(blobs, sha256))!);
        File.Move(unnamed, At(blobs, sha256), overwrite: true);
        return seen with { Entries = entries, Blobs = [sha256] };
    }

    private static FileStream Opened(string path, DatasetEntry entry)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Lost(entry);
        }
    }

    private static string At(string blobs, string sha256) =>
        StorageLayout.IsSha256(sha256)
            ? Path.Combine(blobs, sha256[..2], sha256)
            : throw new RefusedException(new Refusal(RefusalKind.Unavailable, "run.example.missing", ("example", sha256)));

    private static RefusedException Lost(DatasetEntry entry) => new(new Refusal(RefusalKind.Unavailable, "run.example.missing", ("example", entry.Path)));
}
