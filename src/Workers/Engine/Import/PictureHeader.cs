using System.Buffers.Binary;
using System.Text;
using MlOpsDashboard.Workers.Engine.Data;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>What a picture's first bytes and header say; no pixel is decoded. The name of the file has no say.</summary>
internal sealed record PictureHeader(int Width, int Height)
{
    /// <exception cref="RefusedFileException">Not a picture of a known kind, or its header is damaged.</exception>
    public static PictureHeader Read(byte[] bytes)
    {
        try
        {
            using var image = Open(bytes);
            return image is null ? ReadBitmap(bytes) : new PictureHeader(image.Width, image.Height);
        }
        catch (VipsException)
        {
            throw new RefusedFileException("truncated", "Expected a whole picture. Received: one whose header is cut short or damaged.");
        }
    }

    private static Image? Open(byte[] bytes)
    {
        PictureDecoder.Prepare();
        return bytes switch
        {
            [0xFF, 0xD8, 0xFF, ..] when DecodingCost.Scans(bytes) > DecodingCost.MaxScans =>
                throw new RefusedFileException("too-large", $"Expected a JPEG of at most {DecodingCost.MaxScans} scans. Received: {DecodingCost.Scans(bytes):N0}."),
            [0xFF, 0xD8, 0xFF, ..] => Image.JpegloadBuffer(bytes),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Image.PngloadBuffer(bytes),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Image.GifloadBuffer(bytes),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => Image.WebploadBuffer(bytes),
            [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] or [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..] => Image.TiffloadBuffer(bytes),
            [(byte)'B', (byte)'M', ..] => null,
            _ => throw new RefusedFileException("not-an-image", $"Expected a JPEG, PNG, GIF, WebP, TIFF or BMP picture. Received: {Guess(bytes)}."),
        };
    }

    private static PictureHeader ReadBitmap(byte[] bytes) => bytes.Length < 26
        ? throw new RefusedFileException("truncated", "Expected a whole picture. Received: one whose header is cut short.")
        : new PictureHeader(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(18)), (int)Math.Min(int.MaxValue, Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(22)))));

    private static string Guess(byte[] bytes)
    {
        var start = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 512)).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return start switch
        {
            _ when start.Contains("<svg", StringComparison.OrdinalIgnoreCase) => "an SVG document",
            _ when start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) => "an HTML page",
            _ when start.StartsWith("%PDF", StringComparison.Ordinal) => "a PDF document",
            _ when start.StartsWith("PK", StringComparison.Ordinal) => "a zip archive",
            _ when start.Length > 11 && start[4..8] == "ftyp" => "an HEIC, AVIF or video file",
            _ => "a file of another kind",
        };
    }
}
