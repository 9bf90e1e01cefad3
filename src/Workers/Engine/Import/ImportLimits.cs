using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>How much an import takes before it stops. Whatever a header says, bytes are counted as they are really read.</summary>
/// <param name="MaxEntries">Most files and folders; default 100,000.</param>
/// <param name="MaxFileBytes">Most bytes of one picture file; default 64 MiB.</param>
/// <param name="MaxTotalBytes">Most bytes read in all, unpacked; default 20 GiB.</param>
/// <param name="MaxRatio">Most bytes unpacked for each byte of an archive, counted from the first GiB; default 200.</param>
public sealed record ImportLimits(int MaxEntries = 100_000, long MaxFileBytes = 64L << 20, long MaxTotalBytes = 20L << 30, int MaxRatio = 200)
{
    /// <summary>Longest time for a whole import; default 6 hours.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Longest name between two slashes, in bytes of UTF-8; what file systems take.</summary>
    public int MaxNameBytes { get; init; } = 255;

    /// <summary>Longest path, in bytes of UTF-8.</summary>
    public int MaxPathBytes { get; init; } = 4096;

    /// <summary>Limits read from a picture's header before a pixel is decoded.</summary>
    public PictureLimits Picture { get; init; } = PictureLimits.Default;

    public static ImportLimits Default { get; } = new();
}
