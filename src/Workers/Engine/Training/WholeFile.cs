using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Files that are whole or absent after a power loss: write beside, sync, rename, sync the folder. (The synchronous sister of <see cref="DurableFile"/>: dispose scopes allow no await.)</summary>
public static class WholeFile
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
            DurableFile.SyncFolder(folder);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
