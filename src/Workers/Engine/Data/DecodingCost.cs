using System.Buffers.Binary;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// What decoding a picture takes, from its header alone, and whether its bytes can hold what the header announces: a header of a few bytes must not ask for
/// memory that its data
/// could never fill.
/// </summary>
internal static class DecodingCost
{
    /// <summary>Most scans of a JPEG. Ten or twenty are usual; each costs the time of a whole picture.</summary>
    public const int MaxScans = 100;

    // The most that deflate packs into a byte.
    private const int DeflateRatio = 1032;

    /// <summary>Scans of a JPEG, those of pictures inside it included.</summary>
    public static int Scans(ReadOnlySpan<byte> jpeg) => jpeg.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);

    /// <summary>Bytes that a picture takes in memory while it is decoded; null where the header is not read here.</summary>
    /// <param name="name">What to call it in a refusal.</param>
    /// <exception cref="RefusedException">More is announced than the data can hold, or more scans than are read.</exception>
    public static long? Of(ReadOnlySpan<byte> bytes, string name, PictureLimits limits) =>
        bytes switch
        {
            [0xFF, 0xD8, ..] => OfJpeg(bytes, name, limits),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when bytes.Length >= 29 => OfPng(bytes, name, limits),
            [(byte)'B', (byte)'M', ..] => bytes.Length * 2L,
            _ => null,
        };

    /// <summary>Of a picture whose size another has read.</summary>
    public static long Of(long width, long height, int channels) => width * height * channels * 2;

    /// <summary>Of a HEIC or AVIF picture: its frame, and two copies as RGBA.</summary>
    public static long OfHeif(long width, long height) => width * height * 12;

    private static long? OfJpeg(ReadOnlySpan<byte> bytes, string name, PictureLimits limits)
    {
        if (Scans(bytes) is > MaxScans and var scans)
        {
            throw new RefusedException(new Refusal(RefusalKind.TooLarge, "picture.scans", ("picture", name), ("scans", scans), ("most", MaxScans)));
        }
        for (var at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF; )
        {
            var marker = bytes[at + 1];
            if (marker is 0xFF)
            {
                at++;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (marker is (>= 0xC0 and <= 0xCF) and not (0xC4 or 0xC8 or 0xCC) && at + 10 <= bytes.Length)
            {
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]));
                var components = bytes[(at + 10)..];
                components = components[..(3 * Math.Min(components.Length / 3, bytes[at + 9]))];
                return OfFrame(width, height, components, isProgressive: marker == 0xC2, bytes.Length, name, limits);
            }
            if (marker == 0xDA)
            {
                break;
            }
            at += 2 + length;
        }
        return null;
    }

    private static long OfFrame(long width, long height, ReadOnlySpan<byte> components, bool isProgressive, long length, string name, PictureLimits limits)
    {
        if (!limits.Allow(width, height))
        {
            return 0;
        }
        var (sum, widest, highest, count) = (0L, 1, 1, components.Length / 3);
        for (var i = 1; i < components.Length; i += 3)
        {
            var (horizontal, vertical) = (components[i] >> 4, components[i] & 15);
            sum += horizontal * vertical;
            (widest, highest) = (Math.Max(widest, horizontal), Math.Max(highest, vertical));
        }
        // Every block has a code of at least one bit.
        Require(length * 8 >= (width / 8) * (height / 8) * sum / (widest * highest), name, width, height, length);
        // Samples, pixels, and where it is progressive coefficients of two bytes.
        return width * height * count * (isProgressive ? 4 : 2);
    }

    private static long OfPng(ReadOnlySpan<byte> bytes, string name, PictureLimits limits)
    {
        var (width, height) = ((long)BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), (long)BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
        var (depth, channels) = (
            bytes[24],
            bytes[25] switch
            {
                2 => 3,
                4 => 2,
                6 => 4,
                _ => 1,
            }
        );
        if (!limits.Allow(width, height))
        {
            return 0;
        }
        var row = ((width * depth * channels) + 7) / 8;
        Require(bytes.Length * (long)DeflateRatio >= row * height, name, width, height, bytes.Length);
        return Of(width, height, Math.Max(3, channels) * (depth == 16 ? 2 : 1));
    }

    private static void Require(bool holds, string name, long width, long height, long bytes)
    {
        if (!holds)
        {
            throw new RefusedException(
                new Refusal(
                    RefusalKind.Invalid,
                    "picture.dataMissing",
                    ("picture", name),
                    ("width", width),
                    ("height", height),
                    RefusalValue.OfBytes("bytes", bytes)
                )
            );
        }
    }
}
