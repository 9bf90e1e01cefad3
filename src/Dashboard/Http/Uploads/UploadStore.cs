using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Files on their way from a browser to an import. They grow under <c>uploads/incoming-ID</c> and become <c>uploads/ID</c> only when all of them are here, so that an import never sees half of them.</summary>
public sealed class UploadStore(StorageLayout layout, IOptions<UploadOptions> options)
{
    private const string IncomingPrefix = "incoming-";
    private const int BufferBytes = 128 * 1024;

    // Kept beside the files: asking the disk before each batch costs more than the batch where there are many.
    private readonly ConcurrentDictionary<Guid, UploadSize> sizes = new();

    public UploadOptions Limits => options.Value;

    /// <summary>The folder name that an <see cref="Core.Datasets.UploadSource"/> carries.</summary>
    public static string FolderOf(Guid id) => id.ToString("N");

    public string Incoming(Guid id) => Path.Combine(layout.Uploads, IncomingPrefix + FolderOf(id));

    public string Complete(Guid id) => Path.Combine(layout.Uploads, FolderOf(id));

    /// <summary>Bytes and files that are here already.</summary>
    public UploadSize Measure(Guid id) => sizes.GetOrAdd(id, MeasureOnDisk);

    /// <summary>Writes one file. The caller removes the upload when this throws: a cut connection leaves nothing behind.</summary>
    /// <returns>Bytes written, or a refusal that concerns this file only.</returns>
    /// <exception cref="UploadTooLargeException">More bytes than <paramref name="bytesLeft"/>.</exception>
    public async Task<Outcome<long>> WriteAsync(Guid id, string name, Stream content, long bytesLeft, CancellationToken cancellationToken)
    {
        var parsed = UploadName.Parse(name);
        if (parsed.Refusal is { } refusal) return Outcome<long>.Refused(refusal);
        var path = Path.Combine([Incoming(id), .. parsed.Value!]);
        if (File.Exists(path) || Directory.Exists(path)) return Outcome<long>.Refused($"Expected each name once; received \"{name}\" again.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (IOException)
        {
            return Outcome<long>.Refused($"Expected \"{name}\" to lie in a folder; its folder is a file of the same upload.");
        }

        var written = 0L;
        var buffer = new byte[BufferBytes];
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            written += read;
            if (written > bytesLeft) throw new UploadTooLargeException();
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        sizes.AddOrUpdate(id, new UploadSize(1, written), (_, size) => new(size.Files + 1, size.Bytes + written));
        return written;
    }

    /// <summary>All files are here: from now on an import may read them.</summary>
    public Outcome<UploadSize> Finish(Guid id)
    {
        var size = Measure(id);
        if (size.Files == 0) return Outcome<UploadSize>.Refused("Expected at least one file; received none.");
        if (Directory.Exists(Complete(id))) return Outcome<UploadSize>.Refused("This upload was finished before.");
        Directory.Move(Incoming(id), Complete(id));
        sizes.TryRemove(id, out _);
        return size;
    }

    /// <summary>Removes an upload that is not finished; one that an import may be reading stays.</summary>
    public void Remove(Guid id)
    {
        sizes.TryRemove(id, out _);
        if (Directory.Exists(Incoming(id))) Directory.Delete(Incoming(id), recursive: true);
    }

    /// <summary>Removes what was cut short and not written to since <paramref name="before"/>: the process may have died in the middle.</summary>
    /// <returns>How many uploads were removed.</returns>
    public int Sweep(DateTimeOffset before)
    {
        if (!Directory.Exists(layout.Uploads)) return 0;
        var removed = 0;
        foreach (var folder in new DirectoryInfo(layout.Uploads).EnumerateDirectories(IncomingPrefix + "*"))
        {
            var newest = folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(i => i.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max();
            if (newest >= before.UtcDateTime) continue;
            folder.Delete(recursive: true);
            removed++;
        }
        return removed;
    }

    private UploadSize MeasureOnDisk(Guid id)
    {
        var folder = new DirectoryInfo(Incoming(id));
        if (!folder.Exists) return new(0, 0);
        var (files, bytes) = (0, 0L);
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories)) (files, bytes) = (files + 1, bytes + file.Length);
        return new(files, bytes);
    }
}

public sealed record UploadSize(int Files, long Bytes);

/// <summary>An upload is larger than <see cref="UploadOptions.MaxUploadBytes"/>.</summary>
public sealed class UploadTooLargeException : Exception;
