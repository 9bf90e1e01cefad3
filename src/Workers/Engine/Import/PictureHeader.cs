using System.Buffers.Binary;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>What a picture's first bytes and header say; no pixel is decoded. The name of the file has no say.</summary>
/// <param name="Width">As it is stored, in pixels.</param>
/// <param name="Height">As it is stored, in pixels.</param>
/// <param name="Orientation">The EXIF orientation, 2 to 8, or null.</param>
/// <param name="Frames">Frames or pages.</param>
internal sealed record PictureHeader(int Width, int Height, int? Orientation = null, int Frames = 1)
{
    /// <exception cref="RefusedFileException">Not a picture of a known kind, or its header is damaged.</exception>
    public static PictureHeader Read(byte[] bytes)
    {
        var kind = PictureSignature.Of(bytes);
        try
        {
            return kind switch
            {
                PictureFileKind.None => throw new RefusedFileException(
                    "not-an-image",
                    new Refusal("imports.picture.kind", ("kinds", PictureKinds.Words), ("received", Guess(bytes)))
                ),
                PictureFileKind.Jpeg when DecodingCost.Scans(bytes) > DecodingCost.MaxScans => throw new RefusedFileException(
                    "too-large",
                    new Refusal("imports.picture.scans", ("most", DecodingCost.MaxScans), ("received", DecodingCost.Scans(bytes)))
                ),
                PictureFileKind.Bmp => ReadBitmap(bytes),
                _ => ByVips(bytes, kind),
            };
        }
        catch (VipsException)
        {
            throw new RefusedFileException("truncated", new Refusal("imports.picture.headerDamaged"));
        }
    }

    private static PictureHeader ByVips(byte[] bytes, PictureFileKind kind)
    {
        using var image = VipsPicture.Open(bytes, kind)!;
        return new PictureHeader(
            image.Width,
            image.Height,
            VipsPicture.OrientationOf(image, kind),
            kind == PictureFileKind.Png ? FramesOfPng(bytes) : VipsPicture.PagesOf(image)
        );
    }

    // An animated PNG says so before its first pixels: a chunk acTL that begins with the number of frames.
    private static int FramesOfPng(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("acTL"u8);
        return at >= 0 && at + 8 <= bytes.Length && at < bytes.IndexOf("IDAT"u8)
            ? (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]), 1u, int.MaxValue)
            : 1;
    }

    private static PictureHeader ReadBitmap(byte[] bytes) =>
        Bitmap.SizeOf(bytes) is var (width, height)
            ? new PictureHeader(width, height)
            : throw new RefusedFileException("truncated", new Refusal("imports.picture.headerCutShort"));

    private static Refusal Guess(byte[] bytes)
    {
        var start = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 512)).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return start switch
        {
            _ when start.Contains("<svg", StringComparison.OrdinalIgnoreCase) => new("imports.words.svg"),
            _ when start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) =>
                new("imports.words.html"),
            _ when start.StartsWith("%PDF", StringComparison.Ordinal) => new("imports.words.pdf"),
            _ when start.StartsWith("PK", StringComparison.Ordinal) => new("imports.words.zip"),
            _ when start.Length > 11 && start[4..8] == "ftyp" => new("imports.words.video"),
            _ => new("imports.words.other"),
        };
    }
}
