using System.Globalization;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A folder for half-written files, on the storage's own disk; gone with its import. What a killed import left is removed by the next one.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "import-";
    private static readonly TimeSpan LeftOverAfter = TimeSpan.FromHours(1);

    private readonly string path;
    private int files;

    public ScratchFolder(string root, TimeProvider time)
    {
        Directory.CreateDirectory(root);
        RemoveLeftOvers(root, time);
        path = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(path);
    }

    public string NewFile() => Path.Combine(path, Interlocked.Increment(ref files).ToString(CultureInfo.InvariantCulture));

    public void Dispose() => Directory.Delete(path, recursive: true);

    // Of a process that is gone here; an hour's grace for one on another machine with the same storage.
    private static void RemoveLeftOvers(string root, TimeProvider time)
    {
        foreach (var folder in Directory.GetDirectories(root, Prefix + "*"))
        {
            var process = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists(Path.Combine("/proc", process)) && time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > LeftOverAfter)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
