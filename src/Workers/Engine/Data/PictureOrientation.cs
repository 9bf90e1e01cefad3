using System.Buffers;
using System.Runtime.CompilerServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Kernels;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// The EXIF orientation of a picture file: how its pixels are to be turned to be seen upright (1 to 8, as in Exif 2.32, 4.6.5 A). What turns HEIC and AVIF
/// pictures is part of their own format and done by their decoder, so they have none here.
/// </summary>
internal static class PictureOrientation
{
    // Where the orientation of a JPEG begins, and of most PNGs: one of their first segments.
    private const int Head = 64 << 10;

    // Rows and columns are walked in squares, so that a quarter turn reads what the processor has at hand.
    private const int Square = 64;

    /// <summary>The orientation, 2 to 8; null where there is none, where it is 1, or where the bytes are no picture.</summary>
    public static int? Of(byte[] bytes) => TryRead(bytes, PictureSignature.Of(bytes), out var orientation) ? orientation : null;

    /// <summary>How many pictures have an orientation; of many, so many spread over all are looked at.</summary>
    /// <param name="most">Most pictures that are opened.</param>
    /// <returns>How many have one, and how many were looked at. Files that can't be read count as without.</returns>
    public static (int With, int Looked) Count(LabelledFiles files, int most)
    {
        var looked = Math.Min(most, files.Files.Count);
        var with = 0;
        Parallel.For(
            0,
            looked,
            new ParallelOptions { MaxDegreeOfParallelism = ProcessThreads.Count },
            i =>
            {
                if (OfFile(files.FullPath((int)((long)i * files.Files.Count / looked))) is not null)
                {
                    Interlocked.Increment(ref with);
                }
            }
        );
        return (with, looked);
    }

    /// <summary>The picture as <paramref name="orientation"/> wants it; itself where that is null or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DecodedPicture Apply(DecodedPicture picture, int? orientation)
    {
        if (orientation is not (>= 2 and <= 8))
        {
            return picture;
        }
        var (height, width, channels) = (picture.Height, picture.Width, picture.Channels);
        var (down, right) = (width * channels, channels);
        var (lastRow, lastColumn) = ((height - 1) * down, (width - 1) * right);
        // Where the upper left pixel comes from, and how far the source moves for a column and for a row.
        var (start, column, row) = orientation switch
        {
            2 => (lastColumn, -right, down),
            3 => (lastRow + lastColumn, -right, -down),
            4 => (lastRow, right, -down),
            5 => (0, down, right),
            6 => (lastRow, -down, right),
            7 => (lastRow + lastColumn, -down, -right),
            _ => (lastColumn, down, -right),
        };
        var (newHeight, newWidth) = orientation >= 5 ? (width, height) : (height, width);
        var turned = SpareArrays.Rent(picture.Pixels.Length);
        for (var top = 0; top < newHeight; top += Square)
        {
            for (var left = 0; left < newWidth; left += Square)
            {
                var columns = Math.Min(Square, newWidth - left);
                for (var y = top; y < Math.Min(top + Square, newHeight); y++)
                {
                    Line(
                        picture.Pixels,
                        start + (y * row) + (left * column),
                        column,
                        turned.AsSpan(((y * newWidth) + left) * channels, columns * channels),
                        channels
                    );
                }
            }
        }
        return new DecodedPicture(newHeight, newWidth, channels, turned);
    }

    // Pixels one after the other, from places that lie so far apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(byte[] pixels, int from, int step, Span<byte> to, int channels)
    {
        if (channels == 3)
        {
            for (var x = 0; x + 2 < to.Length; x += 3, from += step)
            {
                var pixel = pixels.AsSpan(from, 3);
                (to[x], to[x + 1], to[x + 2]) = (pixel[0], pixel[1], pixel[2]);
            }
            return;
        }
        for (var x = 0; x < to.Length; x += channels, from += step)
        {
            pixels.AsSpan(from, channels).CopyTo(to[x..]);
        }
    }

    // False where the header is damaged, or does not end within these bytes.
    private static bool TryRead(byte[] bytes, PictureFileKind kind, out int? orientation)
    {
        orientation = null;
        if (!MayHave(bytes, kind))
        {
            return true;
        }
        try
        {
            using var header = VipsPicture.Open(bytes, kind);
            orientation = header is null ? null : VipsPicture.OrientationOf(header, kind);
            return true;
        }
        catch (VipsException)
        {
            return false;
        }
    }

    // Most pictures have none, which is told without reading their header.
    private static bool MayHave(ReadOnlySpan<byte> bytes, PictureFileKind kind) =>
        kind switch
        {
            PictureFileKind.Jpeg => bytes.IndexOf("Exif\0"u8) >= 0,
            PictureFileKind.Png => bytes.IndexOf("eXIf"u8) >= 0,
            PictureFileKind.Webp => bytes.IndexOf("EXIF"u8) >= 0,
            PictureFileKind.Tiff => true,
            _ => false,
        };

    private static int? OfFile(string path)
    {
        var head = ArrayPool<byte>.Shared.Rent(Head);
        try
        {
            int read;
            using (var file = File.OpenHandle(path))
            {
                read = RandomAccess.Read(file, head.AsSpan(0, Head), 0);
            }
            var kind = PictureSignature.Of(head.AsSpan(0, read));
            return kind switch
            {
                PictureFileKind.Jpeg or PictureFileKind.Png when !MayHave(head.AsSpan(0, read), kind) => null,
                // Told by its beginning, but for one whose header is longer.
                PictureFileKind.Jpeg or PictureFileKind.Png => TryRead(head[..read], kind, out var orientation) ? orientation : Of(PictureDecoder.Read(path)),
                PictureFileKind.Webp or PictureFileKind.Tiff => Of(PictureDecoder.Read(path)),
                _ => null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            // Said when it is decoded.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }
}
