using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>The texts of a manifest, read from the blobs in which they lie one after the other; each is held against its SHA-256.</summary>
/// <param name="path">The manifest's, which its blobs lie relative to.</param>
internal sealed class ManifestTexts(string path, DatasetManifest manifest) : IDisposable
{
    private readonly Dictionary<int, FileStream> _open = [];

    /// <summary>The folder of blobs.</summary>
    public string Root { get; } = manifest.BlobsBeside(path);

    /// <exception cref="RefusedException">Its blob is gone, or holds something else.</exception>
    public string Read(DatasetEntry entry)
    {
        if (entry is not { Blob: { } number, Offset: { } offset } || entry.Bytes is < 0 or > 4 * TextTable.LongestText || !StorageLayout.IsSha256(entry.Sha256))
        {
            throw Lost(entry);
        }
        if (!_open.TryGetValue(number, out var blob))
        {
            _open.Add(number, blob = Opened(manifest.Blobs![number], entry));
        }
        if (offset > blob.Length - entry.Bytes)
        {
            throw Lost(entry);
        }
        var bytes = new byte[entry.Bytes];
        blob.Position = offset;
        blob.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == entry.Sha256 ? Encoding.UTF8.GetString(bytes) : throw Lost(entry);
    }

    public void Dispose()
    {
        foreach (var blob in _open.Values)
        {
            blob.Dispose();
        }
    }

    private FileStream Opened(string sha256, DatasetEntry entry)
    {
        try
        {
            return StorageLayout.IsSha256(sha256) ? File.OpenRead(Path.Combine(Root, sha256[..2], sha256)) : throw Lost(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Lost(entry);
        }
    }

    private RefusedException Lost(DatasetEntry entry) => new(new Refusal("texts.manifest.lost", ("path", path), ("text", entry.Path)));
}
