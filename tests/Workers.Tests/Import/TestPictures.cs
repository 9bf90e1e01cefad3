using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using NetVips;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Small pictures that differ by their seed.</summary>
internal static class TestPictures
{
    public static byte[] Pixels(int seed, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    public static byte[] Png(int seed, int width = 24, int height = 16) => Noise(seed, width, height, image => image.PngsaveBuffer());

    public static byte[] Jpeg(int seed, int width = 160, int height = 120) => Noise(seed, width, height, image => image.JpegsaveBuffer(q: 90));

    public static byte[] Webp(int seed) => Noise(seed, 24, 16, image => image.WebpsaveBuffer(lossless: true));

    public static byte[] Tiff(int seed) => Noise(seed, 24, 16, image => image.TiffsaveBuffer());

    public static byte[] Gif(int seed, int frames)
    {
        using var strip = Image
            .NewFromMemory(Pixels(seed, 24, 16 * frames), 24, 16 * frames, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        using var animated = strip.Mutate(image => image.Set(GValue.GIntType, "page-height", 16));
        return animated.GifsaveBuffer();
    }

    /// <summary>An animation of 24 x 16 whose frames change one pixel each.</summary>
    public static byte[] LongGif(int frames)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([24, 0, 16, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        for (var frame = 0; frame < frames; frame++)
        {
            file.Write([0x21, 0xF9, 4, 0, 1, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
        }
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>A JPEG with an EXIF orientation, written as cameras write it.</summary>
    /// <param name="isBigEndian">Numbers in Motorola's order.</param>
    public static byte[] Oriented(byte[] jpeg, int orientation, bool isBigEndian = false)
    {
        byte[] exif = isBigEndian
            ? [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]
            : [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 8), .. "Exif\0\0"u8, .. exif, .. jpeg[2..]];
    }

    /// <summary>A picture of another kind with an EXIF orientation.</summary>
    public static Image Oriented(Image image, int orientation) => image.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));

    /// <summary>Random pixels as an image.</summary>
    public static Image Picture(int seed, int width, int height, int bands = 3)
    {
        var pixels = new byte[width * height * bands];
        new Random(seed).NextBytes(pixels);
        using var raw = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }

    /// <summary>An animated PNG: its first picture with a frame count before it.</summary>
    public static byte[] Apng(int frames)
    {
        var png = Png(1);
        using var control = new MemoryStream();
        var numbers = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(numbers, frames);
        Chunk(control, "acTL"u8, numbers);
        return [.. png[..33], .. control.ToArray(), .. png[33..]];
    }

    public static byte[] Constant(byte grey)
    {
        using var image = (Image.Black(32, 32, bands: 3) + grey).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return image.PngsaveBuffer();
    }

    public static byte[] Bmp(int seed, int width = 8, int height = 8)
    {
        var bytes = new byte[54 + (width * 3 * height)];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(28), 24);
        Pixels(seed, width, height).CopyTo(bytes, 54);
        return bytes;
    }

    /// <summary>A PNG whose header promises more than anyone should decode; its data is a few bytes.</summary>
    public static byte[] PngBomb(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[1_000_000]);
        }
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> kind, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. kind, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }

    private static byte[] Noise(int seed, int width, int height, Func<Image, byte[]> save)
    {
        using var image = Image
            .NewFromMemory(Pixels(seed, width, height), width, height, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        return save(image);
    }
}
