using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Files that are whole or absent after a power loss: write beside, sync, rename, sync the folder.</summary>
public static partial class DurableFile
{
    /// <summary>Writes a file in place of an older one; on a fault the older one stays untouched and nothing else is left.</summary>
    /// <exception cref="IOException">Disk full, not writable, or not synced.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.part");
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
            SyncFolder(folder);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets another writer make the file beside, then syncs and renames it.</summary>
    public static void WriteVia(string path, Action<string> writeFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        // Writers choose the format by the ending, so it stays.
        var beside = Path.Combine(folder, $".part-{Path.GetFileName(path)}");
        try
        {
            writeFile(beside);
            using (var stream = new FileStream(beside, FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
            SyncFolder(folder);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    // .NET opens no folders; without this a rename may be lost with the power.
    internal static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Could not open {folder} to sync it (error {Marshal.GetLastPInvokeError()}).");
        }
        var failed = Sync(descriptor) != 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(descriptor);
        if (failed != 0)
        {
            throw new IOException($"Could not sync {folder} (error {failed}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
