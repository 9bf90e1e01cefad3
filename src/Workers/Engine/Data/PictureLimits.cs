namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Limits read from a picture's header before a pixel is decoded.</summary>
/// <param name="MaxPixels">Most pixels (width x height); default 100 million.</param>
/// <param name="MaxSide">Most pixels in a row or column; default 32,768.</param>
public sealed record PictureLimits(long MaxPixels = 100_000_000, int MaxSide = 32_768)
{
    public static readonly PictureLimits Default = new();

    public bool Allow(long width, long height) => width > 0 && height > 0 && width <= MaxSide && height <= MaxSide && width * height <= MaxPixels;
}
