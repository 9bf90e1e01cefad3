using System.Buffers;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>
/// JPEG pixels as TensorFlow decodes them: libjpeg's fast inverse transform and smooth chroma. The picture library decodes with the accurate transform and
/// offers no choice, which is up to 5 of 255 away from what Keras trains on.
/// </summary>
internal static class JpegDecoder
{
    /// <summary>Gray or RGB pixels, or null where the file is of a kind that is not read here: the library's pixels stand then.</summary>
    /// <param name="gray">The luma alone, as TensorFlow gives one channel.</param>
    /// <param name="limits">A larger picture is not read here.</param>
    /// <param name="isSound">Whether the file is whole and as the standard has it, to its end. If not, the library is to judge it.</param>
    public static DecodedPicture? TryDecode(ReadOnlySpan<byte> bytes, bool gray, PictureLimits limits, out bool isSound)
    {
        isSound = false;
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        {
            return null;
        }
        try
        {
            var frame = JpegFrame.Read(bytes, gray, limits);
            if (frame.IsRgb && gray)
            {
                return null;
            }
            isSound = frame.IsSound;
            var picture = Pixels(frame, gray || frame.Components.Length == 1 ? 1 : 3);
            Array.ForEach(frame.Components, component => SpareArrays.Return(component.Samples));
            return picture;
        }
        catch (Exception e) when (e is JpegFormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            isSound = false;
            return null;
        }
    }

    private static DecodedPicture Pixels(JpegFrame frame, int channels)
    {
        foreach (var component in frame.Components.Take(frame.Progressive ? channels : 0))
        {
            Transform(component);
        }
        var pixels = SpareArrays.Rent(frame.Width * frame.Height * channels);
        var width = frame.Width;
        var rows = ArrayPool<byte>.Shared.Rent(3 * JpegUpsampling.RowLength(width));
        var sums = ArrayPool<ushort>.Shared.Rent(JpegUpsampling.RowLength(width));
        try
        {
            for (var y = 0; y < frame.Height; y++)
            {
                for (var c = 0; c < channels; c++)
                {
                    var component = frame.Components[c];
                    JpegUpsampling.Row(
                        component.Samples,
                        component.Stride,
                        component,
                        y,
                        frame.MaxHorizontal / component.Horizontal,
                        frame.MaxVertical / component.Vertical,
                        rows.AsSpan(c * JpegUpsampling.RowLength(width), JpegUpsampling.RowLength(width)),
                        width,
                        sums
                    );
                }
                var target = pixels.AsSpan(y * width * channels, width * channels);
                if (channels == 1)
                {
                    rows.AsSpan(0, width).CopyTo(target);
                }
                else
                {
                    JpegColours.Row(rows, JpegUpsampling.RowLength(width), frame.IsRgb, target);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
            ArrayPool<ushort>.Shared.Return(sums);
        }
        return new(frame.Height, frame.Width, channels, pixels);
    }

    private static void Transform(JpegComponent component)
    {
        if (component.Multipliers is null)
        {
            throw new JpegFormatException();
        }
        for (var row = 0; row < component.PaddedHigh; row++)
        {
            for (var column = 0; column < component.PaddedWide; column++)
            {
                component.Transform(component.Block(column, row), column, row, isFlat: false);
            }
        }
    }
}
