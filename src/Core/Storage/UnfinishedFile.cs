using System.Collections.Concurrent;

namespace MlOpsDashboard.Core.Storage;

/// <summary>A file under a temporary name, on its way to its own: written, synced, renamed. Disposed before <see cref="MoveTo"/> it is gone.</summary>
public sealed class UnfinishedFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new();

    /// <param name="folder">On the disk of the file's own folder; created where it is missing.</param>
    /// <param name="ending">Behind the temporary name; some writers choose a format by it.</param>
    public UnfinishedFile(string folder, string ending = ".tmp")
    {
        DurableFile.CreateFolder(folder);
        Path = System.IO.Path.Combine(folder, $".{Guid.NewGuid():N}{ending}");
        Unfinished[Path] = true;
    }

    /// <summary>Where it is written meanwhile.</summary>
    public string Path { get; }

    /// <summary>Gives it its name, in place of what had it. A reader sees the old or the new contents, never a part.</summary>
    /// <param name="syncs">Whether the contents reach the disk first. The name lasts once its folder is synced, too
    /// (<see cref="DurableFile.SyncFolder"/>).</param>
    public void MoveTo(string path, bool syncs = true)
    {
        if (syncs)
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(Path, path, overwrite: true);
    }

    public void Dispose()
    {
        File.Delete(Path);
        Unfinished.TryRemove(Path, out _);
    }

    /// <summary>Removes what this process is writing just now. For one that ends without waiting for its writers.</summary>
    public static void DeleteAll()
    {
        foreach (var file in Unfinished.Keys)
            File.Delete(file);
    }

    /// <summary>Whether a name is one of those given here.</summary>
    public static bool IsName(string name) =>
        name.Length > 34 && name[0] == '.' && Guid.TryParseExact(name[1..33], "N", out _) && (name[33] == '-' || name[33..] == ".tmp");
}
