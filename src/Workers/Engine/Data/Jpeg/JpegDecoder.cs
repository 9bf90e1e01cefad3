namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>
/// JPEG pixels as TensorFlow decodes them: libjpeg's fast inverse transform and smooth chroma. The picture library decodes with the accurate transform and
/// offers no choice, which is up to 5 of 255 away from what Keras trains on. Only judged files come here: the library has read them to the end.
/// </summary>
internal static class JpegDecoder
{
    /// <summary>Gray or RGB pixels, or null where the file is of a kind that is not read here: the library's pixels stand then.</summary>
    /// <param name="gray">The luma alone, as TensorFlow gives one channel.</param>
    public static DecodedPicture? TryDecode(ReadOnlySpan<byte> bytes, bool gray)
    {
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        {
            return null;
        }
        try
        {
            var frame = JpegFrame.Read(bytes);
            return frame.IsRgb && gray ? null : Pixels(frame, gray || frame.Components.Length == 1 ? 1 : 3);
        }
        catch (Exception e) when (e is JpegFormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static DecodedPicture Pixels(JpegFrame frame, int channels)
    {
        var planes = new byte[channels][];
        for (var c = 0; c < channels; c++)
        {
            planes[c] = JpegFastTransform.Samples(frame.Components[c], frame.Quantization[frame.Components[c].Quantization] ?? throw new JpegFormatException());
        }
        var pixels = new byte[frame.Width * frame.Height * channels];
        var rows = new byte[channels][];
        for (var c = 0; c < channels; c++)
        {
            rows[c] = new byte[frame.Width];
        }
        for (var y = 0; y < frame.Height; y++)
        {
            for (var c = 0; c < channels; c++)
            {
                var component = frame.Components[c];
                JpegUpsampling.Row(planes[c], component.PaddedWide * 8, component, y, frame.MaxHorizontal / component.Horizontal, frame.MaxVertical / component.Vertical, rows[c]);
            }
            var target = pixels.AsSpan(y * frame.Width * channels, frame.Width * channels);
            if (channels == 1)
            {
                rows[0].CopyTo(target);
            }
            else
            {
                Colours(rows, frame.IsRgb, target);
            }
        }
        return new(frame.Height, frame.Width, channels, pixels);
    }

    // ITU-R BT.601 at 16 bits, each product rounded as libjpeg's tables are.
    private static void Colours(byte[][] rows, bool rgb, Span<byte> target)
    {
        const int half = 1 << 15;
        for (var x = 0; x < rows[0].Length; x++)
        {
            int y = rows[0][x], blue = rows[1][x], red = rows[2][x];
            if (rgb)
            {
                (target[x * 3], target[(x * 3) + 1], target[(x * 3) + 2]) = ((byte)y, (byte)blue, (byte)red);
                continue;
            }
            (blue, red) = (blue - 128, red - 128);
            target[x * 3] = Limit(y + (((91881 * red) + half) >> 16));
            target[(x * 3) + 1] = Limit(y + (((-22554 * blue) + (-46802 * red) + half) >> 16));
            target[(x * 3) + 2] = Limit(y + (((116130 * blue) + half) >> 16));
        }
    }

    private static byte Limit(int value) => (byte)Math.Clamp(value, 0, 255);
}
