using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Coloured PNGs, and the emoji of a rendered sample where there is one (<c>/work/tmp/emoji-twemoji</c> or the folder in MLOPS_PREVIEW_PICTURES), in
/// a content-addressed folder.</summary>
internal sealed class SamplePictures : IArtifactStore
{
    private readonly Dictionary<string, List<string>> byClass = [];

    public SamplePictures(string root)
    {
        Layout = new StorageLayout(root);
        Directory.CreateDirectory(root);
        var folder = Environment.GetEnvironmentVariable("MLOPS_PREVIEW_PICTURES") ?? "/work/tmp/emoji-twemoji";
        for (var k = 0; k < Classes.Count; k++)
        {
            var real = Path.Combine(folder, Classes[k]);
            var files = Directory.Exists(real)
                ? Directory.GetFiles(real, "*.png").Order(StringComparer.Ordinal).Take(40).Select(File.ReadAllBytes)
                : Enumerable.Range(0, 24).Select(i => Draw(k, i));
            byClass[Classes[k]] = [.. files.Select(Keep)];
        }
    }

    public static IReadOnlyList<string> Classes { get; } =
    ["Activities", "Animals & Nature", "Food & Drink", "Objects", "People & Body", "Smileys & Emotion", "Symbols", "Travel & Places"];

    public StorageLayout Layout { get; }

    /// <summary>SHA-256 of the n-th picture of a class.</summary>
    public string Of(int @class, int n) => byClass[Classes[@class]][n % byClass[Classes[@class]].Count];

    public Task<string> PutFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(File.Exists(Layout.Blob(sha256)) ? File.OpenRead(Layout.Blob(sha256)) : null);

    public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult<string?>(Layout.Blob(sha256));

    public Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(true);

    private string Keep(byte[] bytes)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Directory.CreateDirectory(Path.GetDirectoryName(Layout.Blob(hash))!);
        File.WriteAllBytes(Layout.Blob(hash), bytes);
        return hash;
    }

    // A disc, ring or square of the class's hue on a pale ground: enough to tell classes apart at a glance.
    private static byte[] Draw(int @class, int n)
    {
        const int side = 96;
        var random = new Random(@class * 1000 + n);
        var (r, g, b) = Hue(@class / 8.0 + random.NextDouble() * 0.06);
        double cx = 36 + random.Next(24),
            cy = 36 + random.Next(24),
            radius = 16 + random.Next(16);
        var raw = new byte[side * (1 + side * 3)];
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            var distance = @class % 3 == 0 ? Math.Max(Math.Abs(x - cx), Math.Abs(y - cy)) : Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
            var inside = distance < radius && (@class % 3 != 1 || distance > radius * 0.55);
            var at = y * (1 + side * 3) + 1 + x * 3;
            (raw[at], raw[at + 1], raw[at + 2]) = inside ? (r, g, b) : ((byte)250, (byte)250, (byte)248);
        }
        return Png(raw, side);
    }

    private static (byte R, byte G, byte B) Hue(double h)
    {
        byte Channel(double shift) => (byte)(60 + 170 * Math.Clamp(Math.Abs((h + shift) % 1 * 6 - 3) - 1, 0, 1));
        return (Channel(0), Channel(2 / 3.0), Channel(1 / 3.0));
    }

    private static byte[] Png(byte[] raw, int side)
    {
        using var bytes = new MemoryStream();
        bytes.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        (header[8], header[9]) = (8, 2);
        Chunk(bytes, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw);
        Chunk(bytes, "IDAT", packed.ToArray());
        Chunk(bytes, "IEND", []);
        return bytes.ToArray();
    }

    private static void Chunk(Stream to, string kind, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        to.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        to.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }
        return ~crc;
    }
}
