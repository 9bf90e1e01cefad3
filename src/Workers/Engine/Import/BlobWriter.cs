using System.Collections.Concurrent;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Puts files under their SHA-256: written beside, synced, renamed, so that a name never stands for half of its bytes. A file that is there is left
/// only where it holds these bytes.</summary>
internal sealed class BlobWriter(StorageLayout layout)
{
    private readonly ConcurrentDictionary<string, bool> touched = new(StringComparer.Ordinal);

    public void PutPicture(string sha256, byte[] bytes) => Put(layout.Blob(sha256), bytes, isDurable: true);

    /// <summary>A preview can be made again, so it is not synced.</summary>
    public void PutThumbnail(string sha256, byte[] bytes, bool isUpright = false) => Put(layout.Thumb(sha256, isUpright), bytes, isDurable: false);

    /// <summary>Makes the renames so far outlive a power cut.</summary>
    public void SyncFolders()
    {
        foreach (var folder in touched.Keys)
        {
            DurableFile.SyncFolder(folder);
        }
    }

    private void Put(string file, byte[] bytes, bool isDurable)
    {
        if (Holds(file, bytes))
        {
            return;
        }
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        using var unfinished = new UnfinishedFile(isDurable ? layout.Blobs : layout.Thumbs);
        using (var handle = File.OpenHandle(unfinished.Path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(handle, bytes, 0);
        }
        unfinished.MoveTo(file, syncs: isDurable);
        if (isDurable)
        {
            touched.TryAdd(folder, true);
            touched.TryAdd(layout.Blobs, true);
        }
    }

    // Compared, not believed: bringing the same pictures again mends what was damaged on the disk.
    private static bool Holds(string file, ReadOnlySpan<byte> bytes)
    {
        if (new FileInfo(file) is not { Exists: true } there || there.Length != bytes.Length)
        {
            return false;
        }
        using var handle = File.OpenHandle(file);
        Span<byte> part = stackalloc byte[8192];
        for (var at = 0; at < bytes.Length; )
        {
            var read = RandomAccess.Read(handle, part, at);
            if (read == 0 || !part[..read].SequenceEqual(bytes.Slice(at, read)))
            {
                return false;
            }
            at += read;
        }
        return true;
    }
}
