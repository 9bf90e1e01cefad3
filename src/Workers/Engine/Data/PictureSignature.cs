using System.Buffers.Binary;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Tells a picture's kind by its first bytes; its name has no say.</summary>
internal static class PictureSignature
{
    // Brands of HEIF files (ISO/IEC 23008-12, annex B) whose pictures are coded as HEVC, or as whatever the others of the same file say.
    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

    public static PictureFileKind Of(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xD8, 0xFF, ..] => PictureFileKind.Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PictureFileKind.Png,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PictureFileKind.Gif,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PictureFileKind.Webp,
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => PictureFileKind.Tiff,
            [(byte)'B', (byte)'M', ..] => PictureFileKind.Bmp,
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => OfBrands(bytes),
            _ => PictureFileKind.None,
        };

    // The major brand, a version, and the brands that the file also is of.
    private static PictureFileKind OfBrands(ReadOnlySpan<byte> bytes)
    {
        var end = (int)Math.Min(bytes.Length, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        var kind = PictureFileKind.None;
        for (var at = 8; at + 4 <= end; at += 4)
        {
            if (at == 12)
            {
                continue;
            }
            var brand = System.Text.Encoding.Latin1.GetString(bytes.Slice(at, 4));
            if (brand is "avif" or "avis")
            {
                return PictureFileKind.Avif;
            }
            if (HeicBrands.Contains(brand))
            {
                kind = PictureFileKind.Heic;
            }
        }
        return kind;
    }
}
