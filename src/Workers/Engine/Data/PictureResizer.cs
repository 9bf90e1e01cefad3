using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Resizes as <c>tf.image.resize</c> does by default: bilinear or nearest, no antialiasing, half-pixel centres, in float32.
/// </summary>
public static class PictureResizer
{
    // Written behind a row by the last of its vectors.
    private const int Margin = 4;

    /// <summary>Writes a decoded picture as <paramref name="format"/>.Length values (0..255, [H, W, C]), resized where its size is another.</summary>
    public static void Write(DecodedPicture picture, PictureFormat format, Span<float> target)
    {
        if (IsIdentity(picture, format))
        {
            Widen(picture.Pixels, target);
        }
        else
        {
            Resize(picture, format, target);
        }
    }

    /// <summary>Bytes as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        var k = 0;
        for (; k + Vector128<byte>.Count <= pixels.Length; k += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(pixels[k..]));
            Wide(low, target[k..]);
            Wide(high, target[(k + 8)..]);
        }
        for (; k < pixels.Length; k++)
        {
            target[k] = pixels[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wide(Vector128<ushort> numbers, Span<float> target)
    {
        var (low, high) = Vector128.Widen(numbers);
        Vector128.ConvertToSingle(low.AsInt32()).CopyTo(target);
        Vector128.ConvertToSingle(high.AsInt32()).CopyTo(target[4..]);
    }

    /// <summary>Writes <paramref name="format"/>.Length values (0..255, [H, W, C]) to <paramref name="target"/>.</summary>
    public static void Resize(DecodedPicture picture, PictureFormat format, Span<float> target)
    {
        if (format.PadToAspectRatio || format.Letterbox)
        {
            Within(picture, format, target);
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
    public static bool IsIdentity(DecodedPicture picture, PictureFormat format) => picture.Height == format.Height && picture.Width == format.Width;

    // At a part of the target, the rest black.
    private static void Within(DecodedPicture picture, PictureFormat format, Span<float> target)
    {
        var place = PicturePlacement.Of(format, picture.Width, picture.Height);
        var inner = format with { Height = place.Height, Width = place.Width, PadToAspectRatio = false, Letterbox = false };
        var values = new float[inner.Length];
        Write(picture, inner, values);
        target.Clear();
        var row = inner.Width * picture.Channels;
        for (var y = 0; y < inner.Height; y++)
        {
            values.AsSpan(y * row, row).CopyTo(target[((((y + place.Top) * format.Width) + place.Left) * picture.Channels)..]);
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

    // Rows are drawn to the width first, each once, then mixed: in the order of operations of TensorFlow's own loop, so to the same last bit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bilinear(DecodedPicture picture, PictureFormat format, Window window, Span<float> target)
    {
        var rows = Taps(format.Height, window.Height);
        var columns = Taps(format.Width, window.Width);
        var length = format.Width * picture.Channels;
        var buffer = ArrayPool<float>.Shared.Rent(2 * (length + Margin));
        var (upper, lower) = (0, length + Margin);
        var (upperRow, lowerRow) = (-1, -1);
        for (var y = 0; y < rows.Length; y++)
        {
            var (top, bottom, weight) = rows[y];
            if (upperRow != top && lowerRow == top)
            {
                (upper, lower, upperRow, lowerRow) = (lower, upper, lowerRow, upperRow);
            }
            if (upperRow != top)
            {
                Across(window.Row(picture, top), columns, picture.Channels, buffer.AsSpan(upper, length + Margin));
                upperRow = top;
            }
            if (lowerRow != bottom)
            {
                Across(window.Row(picture, bottom), columns, picture.Channels, buffer.AsSpan(lower, length + Margin));
                lowerRow = bottom;
            }
            Mix(buffer.AsSpan(upper, length), buffer.AsSpan(lower, length), weight, target.Slice(y * length, length));
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across(ReadOnlySpan<byte> row, (int Low, int High, float Weight)[] columns, int channels, Span<float> target)
    {
        ref var start = ref MemoryMarshal.GetReference(row);
        for (var x = 0; x < columns.Length; x++)
        {
            var (left, right, weight) = columns[x];
            // Three or four channels at once, where four bytes can be read.
            if (Sse41.IsSupported && channels >= 3 && (right * channels) + 4 <= row.Length)
            {
                var a = Four(ref start, left * channels);
                var b = Four(ref start, right * channels);
                (a + ((b - a) * weight)).CopyTo(target.Slice(x * channels, 4));
                continue;
            }
            for (var c = 0; c < channels; c++)
            {
                float a = row[(left * channels) + c];
                float b = row[(right * channels) + c];
                target[(x * channels) + c] = a + ((b - a) * weight);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(ref byte row, int at) =>
        Vector128.ConvertToSingle(
            Sse41.ConvertToVector128Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref row, at))).AsByte())
        );

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, Span<float> target)
    {
        var x = 0;
        for (; x + Vector256<float>.Count <= target.Length; x += Vector256<float>.Count)
        {
            var a = Vector256.Create(upper[x..]);
            (a + ((Vector256.Create(lower[x..]) - a) * weight)).CopyTo(target[x..]);
        }
        for (; x < target.Length; x++)
        {
            target[x] = upper[x] + ((lower[x] - upper[x]) * weight);
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
    internal readonly record struct Window(int Top, int Left, int Height, int Width)
    {
        public static Window Of(DecodedPicture picture, PictureFormat format) => Of(picture.Height, picture.Width, format);

        public static Window Of(int height, int width, PictureFormat format)
        {
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

        public ReadOnlySpan<byte> Row(DecodedPicture picture, int row) =>
            picture.Pixels.AsSpan((((row + Top) * picture.Width) + Left) * picture.Channels, Width * picture.Channels);

        public byte At(DecodedPicture picture, int row, int column, int channel) =>
            picture.Pixels[((((row + Top) * picture.Width) + column + Left) * picture.Channels) + channel];
    }
}
