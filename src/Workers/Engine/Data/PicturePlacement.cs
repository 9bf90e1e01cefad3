namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Where a picture as given lies in a network's input: what is at (x, y) of it lies at (<see cref="OffsetX"/> + <see cref="ScaleX"/> x, the same of
/// y) there. Points are continuous, the upper left corner of the upper left pixel is (0, 0).</summary>
/// <param name="Given">Width and height of the picture.</param>
/// <param name="Left">The part of the input that shows it begins here.</param>
/// <param name="Width">Pixels of that part.</param>
public sealed record PicturePlacement(
    (int Width, int Height) Given,
    int Left,
    int Top,
    int Width,
    int Height,
    double ScaleX,
    double ScaleY,
    double OffsetX,
    double OffsetY
)
{
    /// <param name="width">Of the picture as given, turned upright where it is.</param>
    public static PicturePlacement Of(PictureFormat format, int width, int height)
    {
        if (format.PadToAspectRatio)
        {
            // tf.image.resize_with_pad: shrink or grow to fit inside, then a black border, its left and upper part rounded down.
            var ratio = MathF.Max((float)width / format.Width, (float)height / format.Height);
            var (tall, wide) = (height / ratio, width / ratio);
            return At(
                Math.Max(0, (int)((format.Width - wide) / 2)),
                Math.Max(0, (int)((format.Height - tall) / 2)),
                Math.Max(1, (int)wide),
                Math.Max(1, (int)tall),
                width,
                height
            );
        }
        if (format.Letterbox)
        {
            return (long)width * format.Height >= (long)height * format.Width
                ? At(0, 0, format.Width, Share(height, format.Width, width), width, height)
                : At(0, 0, Share(width, format.Height, height), format.Height, width, height);
        }
        var window = PictureResizer.Window.Of(height, width, format);
        var (scaleX, scaleY) = ((double)format.Width / window.Width, (double)format.Height / window.Height);
        return new((width, height), 0, 0, format.Width, format.Height, scaleX, scaleY, -window.Left * scaleX, -window.Top * scaleY);
    }

    /// <summary>A point of the picture as given in the input.</summary>
    public (double X, double Y) Into(double x, double y) => ((x * ScaleX) + OffsetX, (y * ScaleY) + OffsetY);

    /// <summary>A point of the input in the picture as given; one beside it is brought to its edge.</summary>
    public (double X, double Y) Back(double x, double y) =>
        (Math.Clamp((x - OffsetX) / ScaleX, 0, Given.Width), Math.Clamp((y - OffsetY) / ScaleY, 0, Given.Height));

    private static PicturePlacement At(int left, int top, int wide, int tall, int width, int height) =>
        new((width, height), left, top, wide, tall, (double)wide / width, (double)tall / height, left, top);

    // side * to / longer, halves rounded up.
    private static int Share(int side, int to, int longer) => (int)Math.Max(1, ((2L * side * to) + longer) / (2L * longer));
}
