using System.Buffers.Binary;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Uncompressed BMP pictures of 8 (palette), 24 and 32 bits, which libvips does not read by itself.</summary>
internal static class Bitmap
{
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.Length > 54 && bytes[0] == (byte)'B' && bytes[1] == (byte)'M';

    /// <summary>Width and height as the header has them; null where it is cut short.</summary>
    public static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 26
            ? null
            : (
                BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]),
                (int)Math.Min(int.MaxValue, Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..])))
            );

    public static DecodedPicture Decode(ReadOnlySpan<byte> bytes, string name, PictureLimits limits)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        var header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]);
        var width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        var compression = BinaryPrimitives.ReadUInt32LittleEndian(bytes[30..]);
        var height = Math.Abs((long)rows);
        if (!limits.Allow(width, height))
        {
            throw new RefusedException(
                new Refusal(
                    "data.picture.limits",
                    ("pixels", limits.MaxPixels),
                    ("side", limits.MaxSide),
                    ("picture", name),
                    ("width", width),
                    ("height", height)
                )
            );
        }
        if (bits is not (8 or 24 or 32) || compression is not (0 or 3))
        {
            throw new RefusedException(new Refusal("data.bitmap.kind", ("picture", name), ("bits", bits), ("compression", compression)));
        }
        var stride = ((width * (long)bits) + 31) / 32 * 4;
        if (offset + (stride * height) > bytes.Length || 14L + header > offset)
        {
            throw new RefusedException(new Refusal("data.picture.cutShort", ("picture", name)));
        }
        var palette = bytes[(int)Math.Min(14 + header, (uint)bytes.Length)..(int)offset];
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            var row = bytes.Slice((int)(offset + (stride * (rows > 0 ? height - 1 - y : y))), (int)stride);
            for (var x = 0; x < width; x++)
            {
                var source = bits == 8 ? Entry(palette, row[x], name) : row.Slice(x * bits / 8, 3);
                var target = pixels.AsSpan((int)(((y * width) + x) * 3), 3);
                (target[0], target[1], target[2]) = (source[2], source[1], source[0]);
            }
        }
        return new DecodedPicture((int)height, width, 3, pixels);
    }

    private static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> palette, int index, string name) =>
        (index * 4) + 3 <= palette.Length
            ? palette.Slice(index * 4, 3)
            : throw new RefusedException(new Refusal("data.bitmap.palette", ("picture", name), ("colour", index)));
}
