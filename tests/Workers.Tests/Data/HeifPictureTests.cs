using System.Buffers.Binary;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>HEIC and AVIF as telephones and encoders write them (tests/Cases/pictures, made by make.py there).</summary>
public sealed class HeifPictureTests
{
    private const int Width = 48;
    private const int Height = 32;

    /// <summary>Lossy, so near what was encoded; upright whatever their own turns and their EXIF say.</summary>
    [Theory]
    [InlineData("photo.heic")]
    [InlineData("turned.heic")]
    [InlineData("several.heic")]
    [InlineData("alpha.heic")]
    [InlineData("deep.heic")]
    [InlineData("photo.avif")]
    [InlineData("turned.avif")]
    [InlineData("several.avif")]
    public void Pixels_AreThoseOfThePicture_Upright(string file)
    {
        var picture = PictureDecoder.Decode(Read(file), file, "rgb");
        Assert.Equal((Height, Width, 3), (picture.Height, picture.Width, picture.Channels));
        Assert.InRange(MeanDifference(picture, (x, y) => [x * 5, y * 7, 64]), 0, 6);
        Assert.Null(PictureOrientation.Of(Read(file)));
    }

    /// <summary>The formats turn by a property of their own, beside which an EXIF orientation means nothing (ISO/IEC 23008-12, 6.5.10).</summary>
    [Fact]
    public void AnExifOrientationAlone_TurnsNothing()
    {
        var picture = PictureDecoder.Decode(Read("exif.heic"), "exif", "rgb");
        Assert.Equal((Width, Height), (picture.Height, picture.Width));
        Assert.Equal(new PictureHeader(Height, Width), PictureHeader.Read(Read("exif.heic")));
    }

    [Fact]
    public void Gray_IsTheSameInEveryChannel()
    {
        var rgb = PictureDecoder.Decode(Read("gray.heic"), "gray", "rgb");
        var gray = PictureDecoder.Decode(Read("gray.heic"), "gray", "grayscale");
        Assert.Equal(gray.Pixels.SelectMany(v => new[] { v, v, v }), rgb.Pixels);
        Assert.InRange(MeanDifference(gray, (x, y) => [(int)((x * 5 * 0.299) + (y * 7 * 0.587) + (64 * 0.114))]), 0, 4);
    }

    [Fact]
    public void Alpha_IsKeptForRgba()
    {
        var rgba = PictureDecoder.Decode(Read("alpha.heic"), "alpha", "rgba");
        Assert.InRange((int)rgba.Pixels[3], 0, 16);
        Assert.InRange((int)rgba.Pixels[^1], 240, 255);
        var opaque = PictureDecoder.Decode(Read("photo.heic"), "photo", "rgba");
        Assert.All(opaque.Pixels.Where((_, i) => i % 4 == 3), v => Assert.Equal(255, v));
    }

    /// <summary>Ten and twelve bits a channel become their high byte.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void DeepAvif_IsRead(int bits)
    {
        using var flat = (Image.Black(16, 16, bands: 3) + new double[] { 0xC0FF, 0x40FF, 0x8000 })
            .Cast(Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);
        var picture = PictureDecoder.Decode(flat.HeifsaveBuffer(lossless: true, bitdepth: bits, compression: Enums.ForeignHeifCompression.Av1), "deep", "rgb");
        Assert.Equal(16, picture.Height);
        Assert.All(picture.Pixels.Chunk(3), p => Assert.Equal(new[] { 0xC0, 0x40, 0x80 }, p.Select(v => (int)v), (a, b) => Math.Abs(a - b) <= 1));
    }

    [Theory]
    [InlineData("photo.heic", 1)]
    [InlineData("several.heic", 3)]
    [InlineData("photo.avif", 1)]
    [InlineData("several.avif", 2)]
    public void Header_TellsSizeAndPictures(string file, int frames) =>
        Assert.Equal(new PictureHeader(Width, Height, null, frames), PictureHeader.Read(Read(file)));

    [Theory]
    [InlineData("turned.heic")]
    [InlineData("turned.avif")]
    public void Header_TellsTheSizeUpright(string file) => Assert.Equal(new PictureHeader(Width, Height), PictureHeader.Read(Read(file)));

    [Theory]
    [InlineData("photo.heic")]
    [InlineData("photo.avif")]
    public void CutOrDamaged_IsRefused_NeverAFault(string file)
    {
        var whole = Read(file);
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        Assert.Equal(Width, inspector.Inspect(whole, file).Header.Width);
        var (refused, read) = (0, 0);
        for (var percent = 1; percent < 100; percent++)
        {
            Inspect(whole[..(whole.Length * percent / 100)]);
        }
        Assert.True(refused > 90, $"{read} of 99 cut files were taken.");
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var flip = 0; flip < 3; flip++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            Inspect(bytes);
        }

        void Inspect(byte[] bytes)
        {
            try
            {
                inspector.Inspect(bytes, "damaged");
                read++;
            }
            catch (RefusedFileException fault)
            {
                Assert.InRange(fault.Message.Length, 1, 300);
                refused++;
            }
        }
    }

    /// <summary>More pixels announced than anyone decodes: refused by the header, before memory is taken for them.</summary>
    [Theory]
    [InlineData("photo.heic", 65_000, 65_000)]
    [InlineData("photo.avif", 65_000, 65_000)]
    [InlineData("photo.heic", 1, 8_000_000)]
    [InlineData("photo.avif", 1, 8_000_000)]
    [InlineData("photo.heic", 30_000, 30_000)]
    [InlineData("photo.avif", 30_000, 30_000)]
    public void Bombs_AreRefusedFromTheirHeader(string file, int width, int height)
    {
        var bytes = Read(file);
        // The box of the size: "ispe", version, width, height; of every picture in the file.
        for (var at = 0; at < bytes.Length - 16; at++)
        {
            if (bytes.AsSpan(at, 4).SequenceEqual("ispe"u8))
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 8), width);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 12), height);
            }
        }
        var before = Environment.WorkingSet;
        Assert.Throws<RefusedException>(() => PictureDecoder.Decode(bytes, "bomb", "rgb"));
        Assert.Throws<RefusedFileException>(() => new PictureInspector(ImportLimits.Default.Picture).Inspect(bytes, "bomb"));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 300L << 20);
    }

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Repository.Cases("pictures"), file));

    private static double MeanDifference(DecodedPicture picture, Func<int, int, int[]> expected)
    {
        var sum = 0.0;
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var values = expected(x, y);
                for (var c = 0; c < values.Length; c++)
                {
                    sum += Math.Abs(values[c] - picture.Pixels[(((y * picture.Width) + x) * picture.Channels) + c]);
                }
            }
        }
        return sum / picture.Pixels.Length;
    }
}
