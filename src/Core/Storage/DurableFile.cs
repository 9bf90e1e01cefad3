using System.Runtime.InteropServices;

namespace MlOpsDashboard.Core.Storage;

/// <summary>Files that survive a power cut once a method returned: written beside, synced, renamed, folder synced.</summary>
public static class DurableFile
{
    // Below what the collector keeps among its large objects, a few of which start a full collection.
    private const int Buffer = 1 << 16;

    /// <summary>Writes or replaces a file in one step; a reader sees the old or the new contents, never a part.</summary>
    /// <exception cref="IOException">Nothing was replaced; the temporary file is gone.</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using var unfinished = new UnfinishedFile(folder);
        await using (var file = new FileStream(unfinished.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous))
            await write(file, cancellationToken);
        unfinished.MoveTo(path);
        SyncFolder(folder);
    }

    /// <summary>As <see cref="WriteAsync"/>, for writers that do not wait.</summary>
    /// <exception cref="IOException">Nothing was replaced; the temporary file is gone.</exception>
    public static void Write(string path, Action<Stream> write) =>
        WriteVia(
            path,
            temporary =>
            {
                using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer);
                write(file);
            }
        );

    public static void WriteText(string path, string text) => Write(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets another writer make the file under a temporary name with the same ending (some choose the format by it), then syncs and renames
    /// it.</summary>
    public static void WriteVia(string path, Action<string> writeFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using var unfinished = new UnfinishedFile(folder, "-" + Path.GetFileName(path));
        writeFile(unfinished.Path);
        unfinished.MoveTo(path);
        SyncFolder(folder);
    }

    /// <summary>Gives a file that is never written again a further name, without a copy where the disk can; replaces what has that name.</summary>
    public static void LinkOrCopy(string source, string target)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        using var unfinished = new UnfinishedFile(folder);
        if (OperatingSystem.IsWindows() || HardLink(source, unfinished.Path) != 0)
            File.Copy(source, unfinished.Path);
        unfinished.MoveTo(target);
        SyncFolder(folder);
    }

    /// <summary>Removes what writers that were killed left half-written in a folder. Only where nobody else writes.</summary>
    /// <param name="below">In the folders below, too.</param>
    public static void Sweep(string folder, bool below = false)
    {
        if (!Directory.Exists(folder))
            return;
        var where = new EnumerationOptions { RecurseSubdirectories = below, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(folder, ".*", where).Where(f => UnfinishedFile.IsName(Path.GetFileName(f))))
            File.Delete(file);
    }

    /// <summary>Creates a folder and makes its name durable in its parent.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null)
            CreateFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            SyncFolder(parent);
    }

    /// <summary>Makes renames within a folder durable. Windows needs and offers nothing of the kind.</summary>
    /// <exception cref="IOException">The folder could not be synced: what was renamed must not be called saved.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, 0);
        if (handle < 0)
            throw Fault($"Could not open {folder} to sync it", Marshal.GetLastPInvokeError());
        try
        {
            // Some file systems (network, FUSE) have no sync for folders and say EINVAL: the rename is as durable as they make it.
            if (FSync(handle) != 0 && Marshal.GetLastPInvokeError() is not InvalidArgument and var error)
                throw Fault($"Could not sync {folder}", error);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    // As .NET's own faults of files, it carries what the system said.
    private static IOException Fault(string what, int error) => new($"{what} (errno {error}).", error);

    private const int InvalidArgument = 22;

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int HardLink([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
