using System.Globalization;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// What this process may use of the machine's memory, and what of it each use may take: the least of what is available now and of every limit that its control
/// groups set (cgroup v2,
/// memory.max). What is kept depends on it, what is computed does not.
/// </summary>
/// <param name="Bytes">In all.</param>
public sealed record MemoryBudget(long Bytes)
{
    /// <summary>Of this process, read once.</summary>
    public static MemoryBudget Current { get; } = Of("/proc", "/sys/fs/cgroup");

    /// <summary>Pictures kept decoded: a quarter, at most 3 GiB.</summary>
    public long DecodedPictures => Math.Min(3L << 30, Bytes / 4);

    /// <summary>Activations of frozen layers kept in memory: a quarter, at most 2 GiB.</summary>
    public long Activations => Math.Min(2L << 30, Bytes / 4);

    /// <summary>Batches decoded ahead of the step: at most 128 MiB.</summary>
    public long BatchesAhead => Math.Min(128L << 20, Bytes / 32);

    /// <summary>Pictures in the midst of being decoded, on all threads together: an eighth.</summary>
    public long Decoding => Bytes / 8;

    /// <summary>Reads limits as Linux tells them; elsewhere what the runtime knows.</summary>
    internal static MemoryBudget Of(string proc, string groups) =>
        new(Math.Min(Available(proc) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Limit(proc, groups) ?? long.MaxValue));

    private static long? Available(string proc) =>
        Lines(Path.Combine(proc, "meminfo")).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
        && long.TryParse(line["MemAvailable:".Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;

    // A group is held by the limits of all above it. Within a container its own group is the root.
    private static long? Limit(string proc, string groups)
    {
        var group =
            Lines(Path.Combine(proc, "self", "cgroup")).FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?["0::/".Length..] ?? "";
        long? least = null;
        for (var at = group; ; at = Path.GetDirectoryName(at) ?? "")
        {
            if (Lines(Path.Combine(groups, at, "memory.max")).FirstOrDefault() is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var limit))
            {
                least = Math.Min(least ?? long.MaxValue, limit);
            }
            if (at.Length == 0)
            {
                return least;
            }
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
