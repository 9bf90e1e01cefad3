using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Texts of a manifest, read from the blobs in which they lie one after the other.</summary>
internal sealed class BlobTexts(IReadOnlyList<string> blobs, IArtifactStore artifacts) : IAsyncDisposable
{
    private readonly Dictionary<int, Stream?> open = [];

    /// <summary>The text, or its beginning; empty where its blob is gone or shorter than the manifest says.</summary>
    public async Task<string> ReadAsync(DatasetEntry entry, int mostBytes, CancellationToken cancellationToken)
    {
        if (!open.TryGetValue(entry.Blob!.Value, out var blob))
            open.Add(entry.Blob.Value, blob = await artifacts.OpenAsync(blobs[entry.Blob.Value], cancellationToken));
        if (blob is null || entry.Offset is not { } offset || offset > blob.Length)
            return "";
        blob.Position = offset;
        var bytes = new byte[Math.Min(Math.Min(entry.Bytes, mostBytes), blob.Length - offset)];
        var read = await blob.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        // What was cut may end in half a character.
        return Encoding.UTF8.GetString(bytes, 0, read) is var text && entry.Bytes > read ? text.TrimEnd('\uFFFD') : text;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var blob in open.Values)
            if (blob is not null)
                await blob.DisposeAsync();
    }
}
