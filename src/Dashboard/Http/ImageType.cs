using System.Buffers.Binary;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>The type of a picture by its first bytes; a name or an extension is never believed.</summary>
public static class ImageType
{
    /// <returns>The MIME type, or null for bytes that a browser does not show as a bitmap (SVG among them).</returns>
    public static async Task<string?> SniffAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[64];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        return Sniff(head.AsSpan(0, read));
    }

    public static string? Sniff(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [0x47, 0x49, 0x46, 0x38, 0x37 or 0x39, 0x61, ..] => "image/gif",
            [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => "image/webp",
            [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] when IsAvif(head) => "image/avif",
            [0x42, 0x4D, ..] => "image/bmp",
            _ => null,
        };

    // Brands of four letters; HEIC has the same box around others.
    private static bool IsAvif(ReadOnlySpan<byte> head)
    {
        for (var at = 8; at + 4 <= Math.Min(head.Length, BinaryPrimitives.ReadInt32BigEndian(head)); at += 4)
        {
            if (head[at..(at + 4)].SequenceEqual("avif"u8))
                return true;
        }
        return false;
    }
}
