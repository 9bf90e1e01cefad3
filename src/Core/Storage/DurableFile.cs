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
        CreateFolder(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous))
            {
                await write(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            SyncFolder(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>As <see cref="WriteAsync"/>, for writers that do not wait.</summary>
    /// <exception cref="IOException">Nothing was replaced; the temporary file is gone.</exception>
    public static void Write(string path, Action<Stream> write) => WriteVia(path, temporary =>
    {
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer);
        write(file);
    });

    public static void WriteText(string path, string text) => Write(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets another writer make the file under a temporary name with the same ending (some choose the format by it), then syncs and renames it.</summary>
    public static void WriteVia(string path, Action<string> writeFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}-{Path.GetFileName(path)}");
        try
        {
            writeFile(temporary);
            using (var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
            File.Move(temporary, path, overwrite: true);
            SyncFolder(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Creates a folder and makes its name durable in its parent.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null) CreateFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) SyncFolder(parent);
    }

    /// <summary>Makes renames within a folder durable. Windows needs and offers nothing of the kind.</summary>
    /// <exception cref="IOException">The folder could not be synced: what was renamed must not be called saved.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, 0);
        if (handle < 0) throw new IOException($"Could not open {folder} to sync it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            // Some file systems (network, FUSE) have no sync for folders and say EINVAL: the rename is as durable as they make it.
            if (FSync(handle) != 0 && Marshal.GetLastPInvokeError() is not InvalidArgument and var error)
                throw new IOException($"Could not sync {folder} (errno {error}).");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private const int InvalidArgument = 22;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
