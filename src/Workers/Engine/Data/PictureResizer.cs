namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Resizes as <c>tf.image.resize</c> does by default: bilinear or nearest, no antialiasing, half-pixel centres, in float32.
/// </summary>
public static class PictureResizer
{
    /// <summary>Writes <paramref name="format"/>.Length values (0..255, [H, W, C]) to <paramref name="target"/>.</summary>
    public static void Resize(DecodedPicture picture, PictureFormat format, Span<float> target)
    {
        if (format.PadToAspectRatio)
        {
            Padded(picture, format, target);
            return;
        }
        var window = Window.Of(picture, format);
        if (format.Interpolation == "nearest")
        {
            Nearest(picture, format, window, target);
        }
        else
        {
            Bilinear(picture, format, window, target);
        }
    }

    /// <summary>True where resizing gives back the very pixels.</summary>
    public static bool IsIdentity(DecodedPicture picture, PictureFormat format)
        => picture.Height == format.Height && picture.Width == format.Width;

    // tf.image.resize_with_pad: shrink or grow to fit inside, then a black border, its left and upper part rounded down.
    private static void Padded(DecodedPicture picture, PictureFormat format, Span<float> target)
    {
        var ratio = MathF.Max((float)picture.Width / format.Width, (float)picture.Height / format.Height);
        var (height, width) = (picture.Height / ratio, picture.Width / ratio);
        var inner = format with { Height = Math.Max(1, (int)height), Width = Math.Max(1, (int)width), PadToAspectRatio = false };
        var top = Math.Max(0, (int)((format.Height - height) / 2));
        var left = Math.Max(0, (int)((format.Width - width) / 2));
        var values = new float[inner.Length];
        Resize(picture, inner, values);
        target.Clear();
        var row = inner.Width * picture.Channels;
        for (var y = 0; y < inner.Height; y++)
        {
            values.AsSpan(y * row, row).CopyTo(target[((((y + top) * format.Width) + left) * picture.Channels)..]);
        }
    }

    private static void Nearest(DecodedPicture picture, PictureFormat format, Window window, Span<float> target)
    {
        var scaleY = (float)window.Height / format.Height;
        var scaleX = (float)window.Width / format.Width;
        var channels = picture.Channels;
        for (var y = 0; y < format.Height; y++)
        {
            var row = Math.Min((int)MathF.Floor((y + 0.5f) * scaleY), window.Height - 1);
            for (var x = 0; x < format.Width; x++)
            {
                var column = Math.Min((int)MathF.Floor((x + 0.5f) * scaleX), window.Width - 1);
                for (var c = 0; c < channels; c++)
                {
                    target[(((y * format.Width) + x) * channels) + c] = window.At(picture, row, column, c);
                }
            }
        }
    }

    private static void Bilinear(DecodedPicture picture, PictureFormat format, Window window, Span<float> target)
    {
        var rows = Taps(format.Height, window.Height);
        var columns = Taps(format.Width, window.Width);
        var channels = picture.Channels;
        for (var y = 0; y < rows.Length; y++)
        {
            var (top, bottom, v) = rows[y];
            for (var x = 0; x < columns.Length; x++)
            {
                var (left, right, h) = columns[x];
                for (var c = 0; c < channels; c++)
                {
                    float a = window.At(picture, top, left, c);
                    float b = window.At(picture, top, right, c);
                    float d = window.At(picture, bottom, left, c);
                    float e = window.At(picture, bottom, right, c);
                    var upper = a + ((b - a) * h);
                    var lower = d + ((e - d) * h);
                    target[(((y * format.Width) + x) * channels) + c] = upper + ((lower - upper) * v);
                }
            }
        }
    }

    private static (int Low, int High, float Weight)[] Taps(int to, int from)
    {
        var scale = (float)from / to;
        var taps = new (int, int, float)[to];
        for (var i = 0; i < to; i++)
        {
            var position = ((i + 0.5f) * scale) - 0.5f;
            var floor = MathF.Floor(position);
            taps[i] = (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(position), from - 1), position - floor);
        }
        return taps;
    }

    /// <summary>The part of the picture that is resized: all of it, or its middle.</summary>
    private readonly record struct Window(int Top, int Left, int Height, int Width)
    {
        public static Window Of(DecodedPicture picture, PictureFormat format)
        {
            var (height, width) = (picture.Height, picture.Width);
            var matchingHeight = (int)((float)(width * (long)format.Height) / format.Width);
            var matchingWidth = (int)((float)(height * (long)format.Width) / format.Height);
            if (format.CropToAspectRatio)
            {
                var cropHeight = Math.Max(Math.Min(height, matchingHeight), 1);
                var cropWidth = Math.Max(Math.Min(width, matchingWidth), 1);
                return new Window((height - cropHeight) / 2, (width - cropWidth) / 2, cropHeight, cropWidth);
            }
            return new Window(0, 0, height, width);
        }

        public byte At(DecodedPicture picture, int row, int column, int channel)
            => picture.Pixels[((((row + Top) * picture.Width) + column + Left) * picture.Channels) + channel];
    }
}
