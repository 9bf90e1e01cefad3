namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Limits read from a picture's header before a pixel is decoded.</summary>
/// <param name="MaxPixels">Most pixels (width x height); default 100 million.</param>
public sealed record PictureLimits(long MaxPixels = 100_000_000)
{
    public static readonly PictureLimits Default = new();
}
