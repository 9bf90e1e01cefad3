namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>How much of a COCO file is read before it is refused.</summary>
public sealed record CocoLimits
{
    /// <summary>Default 8 GiB.</summary>
    public long Bytes { get; init; } = 8L << 30;

    /// <summary>Annotations or results; default 2,000,000.</summary>
    public int Boxes { get; init; } = 2_000_000;

    /// <summary>Default 1,000,000.</summary>
    public int Images { get; init; } = 1_000_000;

    /// <summary>Default 20,000.</summary>
    public int Categories { get; init; } = 20_000;

    public static CocoLimits Default { get; } = new();
}
