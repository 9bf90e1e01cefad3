namespace MlOpsDashboard.Core.Training;

/// <summary>How the first kernels of a network for RGB become kernels for pictures of other channels.</summary>
public sealed record InputChannelsSpec
{
    public static IReadOnlyList<string> GrayscaleMethods { get; } = ["average", "sum", "luminance"];

    /// <summary>What the network was made for: <c>rgb</c>.</summary>
    public string From { get; init; } = "rgb";

    /// <summary>For grayscale <c>average</c>, <c>sum</c> or <c>luminance</c> (0.2989 R + 0.5870 G + 0.1140 B); for rgba <c>repeat</c>.</summary>
    public string Method { get; init; } = "average";
}
