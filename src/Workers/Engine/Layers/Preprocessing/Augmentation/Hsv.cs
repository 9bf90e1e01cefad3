namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Hue, saturation and value, as TensorFlow's kernels compute them, pixel by pixel: thirty tensor operations would each go through memory.</summary>
internal static class Hsv
{
    /// <summary>Turns the hue of pixels in place.</summary>
    /// <param name="rgb">Red, green, blue of one pixel after the other.</param>
    /// <param name="circles">Between -1 and 1.</param>
    /// <param name="lowest">Of the values' range.</param>
    /// <param name="width">Of the values' range.</param>
    public static void Turn(Span<float> rgb, float circles, float lowest, float width)
    {
        var unit = 1 / width;
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            var (r, g, b) = ((rgb[i] - lowest) * unit, (rgb[i + 1] - lowest) * unit, (rgb[i + 2] - lowest) * unit);
            var value = Math.Max(r, Math.Max(g, b));
            var range = value - Math.Min(r, Math.Min(g, b));
            var saturation = value > 0 ? range / value : 0;
            var norm = 1 / (range * 6);
            var hue =
                range <= 0 ? 0
                : r == value ? norm * (g - b)
                : g == value ? (norm * (b - r)) + (2f / 6)
                : (norm * (r - g)) + (4f / 6);
            hue = Around((hue < 0 ? hue + 1 : hue) + circles) * 6;
            rgb[i] = Channel(Math.Abs(hue - 3) - 1, saturation, value, lowest, width);
            rgb[i + 1] = Channel(2 - Math.Abs(hue - 2), saturation, value, lowest, width);
            rgb[i + 2] = Channel(2 - Math.Abs(hue - 4), saturation, value, lowest, width);
        }
    }

    private static float Around(float hue) =>
        hue > 1 ? hue - 1
        : hue < 0 ? hue + 1
        : hue;

    private static float Channel(float share, float saturation, float value, float lowest, float width) =>
        (Math.Clamp((((Math.Clamp(share, 0, 1) - 1) * saturation) + 1) * value, 0, 1) * width) + lowest;
}
