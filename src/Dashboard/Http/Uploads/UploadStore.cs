using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Files on their way from a browser to an import. They grow under <c>uploads/incoming-ID</c> and become <c>uploads/ID</c> only when all of them are
/// here, so that an import never sees half of them.</summary>
public sealed class UploadStore(StorageLayout layout, IOptions<UploadOptions> options)
{
    private const string IncomingPrefix = "incoming-";
    private const int BufferBytes = 128 * 1024;

    // Kept beside the files: asking the disk before each batch costs more than the batch where there are many.
    private readonly ConcurrentDictionary<Guid, UploadAccount> accounts = new();
    private readonly ConcurrentDictionary<Guid, string> owners = new();

    public UploadOptions Limits => options.Value;

    /// <summary>The folder name that an <see cref="Core.Datasets.UploadSource"/> carries.</summary>
    public static string FolderOf(Guid id) => id.ToString("N");

    public string Incoming(Guid id) => Path.Combine(layout.Uploads, IncomingPrefix + FolderOf(id));

    public string Complete(Guid id) => Path.Combine(layout.Uploads, FolderOf(id));

    /// <summary>Whether an upload is a user's: whoever asked for it first since the start of the process.</summary>
    public bool IsOf(Guid id, string user) => owners.GetOrAdd(id, user) == user;

    /// <summary>The account that every request of the upload writes by.</summary>
    public UploadAccount AccountOf(Guid id) => accounts.GetOrAdd(id, Measure);

    /// <summary>Writes one file. The caller removes the upload when this throws: a cut connection leaves nothing behind.</summary>
    /// <returns>Bytes written, or a refusal that concerns this file only.</returns>
    /// <exception cref="UploadRefusedException">More than the limits allow, an upload that has ended, or a disk that takes no more.</exception>
    public async Task<Outcome<long>> WriteAsync(Guid id, UploadAccount account, string name, Stream content, CancellationToken cancellationToken)
    {
        var parsed = UploadName.Parse(name);
        if (parsed.Reason is { } refusal)
            return Outcome<long>.Refused(refusal);
        var path = Path.Combine([Incoming(id), .. parsed.Value!]);
        Refusal? taken = null;
        await using var file = account.OpenFile(() => Open(path, name, out taken));
        if (file is null)
            return Outcome<long>.Refused(taken!);
        var written = 0L;
        var buffer = new byte[BufferBytes];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            account.AddBytes(read);
            await KeepAsync(() => file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).AsTask());
            written += read;
        }
        return written;
    }

    /// <summary>All files are here: from now on an import may read them. Asked once more, where the answer was lost, it is the same.</summary>
    public Outcome<UploadSize> Finish(Guid id)
    {
        if (!accounts.ContainsKey(id) && !Directory.Exists(Incoming(id)) && Directory.Exists(Complete(id)))
            return SizeOf(Complete(id));
        var account = AccountOf(id);
        var size = account.Size;
        var refusal = account.End(
            whole: true,
            () =>
            {
                if (size.Files == 0)
                    return new(RefusalKind.Conflict, "upload.empty");
                if (Directory.Exists(Complete(id)))
                    return new(RefusalKind.Conflict, "upload.finishedBefore");
                Directory.Move(Incoming(id), Complete(id));
                return null;
            }
        );
        if (refusal?.Code is null or "upload.empty")
            accounts.TryRemove(new(id, account));
        return refusal is null ? size : Outcome<UploadSize>.Refused(refusal);
    }

    /// <summary>Removes an upload that is not finished; one that an import may be reading stays. Requests that still bring something are refused.</summary>
    public void Remove(Guid id) => Remove(id, AccountOf(id));

    /// <summary>Removes what was written by this account, unless that has ended before.</summary>
    public void Remove(Guid id, UploadAccount account)
    {
        if (account.End(whole: false, () => null) is not null)
            return;
        accounts.TryRemove(new(id, account));
        if (Directory.Exists(Incoming(id)))
            Directory.Delete(Incoming(id), recursive: true);
    }

    /// <summary>Removes what was not written to since <paramref name="before"/>: uploads that were cut short by the end of the process, and whole ones that
    /// nobody imported.</summary>
    /// <param name="used">Folders that an import waits for or reads.</param>
    /// <returns>How many uploads were removed.</returns>
    public int Sweep(DateTimeOffset before, IReadOnlySet<string> used)
    {
        // Whose it was is remembered as long as there is something of it.
        foreach (var id in owners.Keys.Where(i => !accounts.ContainsKey(i) && !Directory.Exists(Incoming(i)) && !Directory.Exists(Complete(i))))
            owners.TryRemove(id, out _);
        if (!Directory.Exists(layout.Uploads))
            return 0;
        var removed = 0;
        foreach (var folder in new DirectoryInfo(layout.Uploads).EnumerateDirectories())
        {
            if (used.Contains(folder.Name) || Newest(folder) >= before.UtcDateTime)
                continue;
            if (
                Guid.TryParse(folder.Name.AsSpan(folder.Name.StartsWith(IncomingPrefix, StringComparison.Ordinal) ? IncomingPrefix.Length : 0), out var id)
                && accounts.TryRemove(id, out var account)
            )
                account.End(whole: false, () => null);
            folder.Delete(recursive: true);
            removed++;
        }
        return removed;
    }

    private static DateTime Newest(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(i => i.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max();

    private FileStream? Open(string path, string name, out Refusal? refusal)
    {
        refusal = File.Exists(path) || Directory.Exists(path) ? new(RefusalKind.Invalid, "upload.name.twice", ("name", name)) : null;
        if (refusal is not null)
            return null;
        var folder = Path.GetDirectoryName(path)!;
        if (IsBelowAFile(folder))
        {
            refusal = new(RefusalKind.Invalid, "upload.name.folderIsFile", ("name", name));
            return null;
        }
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotKept(e);
        }
    }

    private bool IsBelowAFile(string folder)
    {
        for (var part = folder; part.Length > layout.Uploads.Length; part = Path.GetDirectoryName(part)!)
            if (File.Exists(part))
                return true;
        return false;
    }

    // What the disk says is told from what the connection says here, where each is known.
    private async Task KeepAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (IOException e)
        {
            throw NotKept(e);
        }
    }

    private UploadRefusedException NotKept(Exception e) =>
        new(
            DiskFull.Is(e)
                ? DiskFull.Reason(Path.GetFileName(layout.Root))
                : new(
                    RefusalKind.Unavailable,
                    "upload.notKept",
                    (
                        "reason",
                        e is UnauthorizedAccessException
                            ? new Refusal("upload.notKept.forbidden")
                            : new Refusal("upload.notKept.error", ("number", $"{e.HResult & 0xFFFF}"))
                    )
                )
        );

    private UploadAccount Measure(Guid id) => new(Limits, SizeOf(Incoming(id)));

    private static UploadSize SizeOf(string path)
    {
        var folder = new DirectoryInfo(path);
        var (files, bytes) = (0, 0L);
        if (folder.Exists)
            foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
                (files, bytes) = (files + 1, bytes + file.Length);
        return new(files, bytes);
    }
}
