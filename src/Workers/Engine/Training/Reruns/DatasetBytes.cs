using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Training.Reruns;

/// <summary>The bytes of a dataset version against its manifest: every example is read and hashed.</summary>
/// <param name="path">A manifest; a folder or a table says no hashes, and nothing is compared.</param>
public sealed class DatasetBytes(string path)
{
    /// <summary>The name of the first example whose bytes are others or gone; null where all are as the manifest says.</summary>
    public string? FirstChanged(CancellationToken stop)
    {
        if (!path.EndsWith(".manifest.json", StringComparison.Ordinal))
        {
            return null;
        }
        using var text = File.OpenRead(path);
        if (JsonSerializer.Deserialize<DatasetManifest>(text, DatasetManifest.Json) is not { IsWhole: true } manifest)
        {
            return Path.GetFileName(path);
        }
        var root = manifest.BlobsBeside(path);
        string PathOf(string sha256) => Path.Combine(root, sha256[..2], sha256);
        foreach (var entry in manifest.Entries)
        {
            stop.ThrowIfCancellationRequested();
            var file = PathOf(entry.Blob is { } blob ? manifest.Blobs![blob] : entry.Sha256);
            if (!File.Exists(file) || Hash(file, entry) != entry.Sha256)
            {
                return entry.Path;
            }
        }
        return null;
    }

    private static string? Hash(string file, DatasetEntry entry)
    {
        using var stream = File.OpenRead(file);
        if (entry.Offset is not { } offset)
        {
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        if (offset + entry.Bytes > stream.Length)
        {
            return null;
        }
        var bytes = new byte[entry.Bytes];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
