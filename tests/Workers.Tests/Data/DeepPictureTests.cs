using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>The one conversion of every kind of pixel to 8 bits (docs/pictures.md).</summary>
public sealed class DeepPictureTests
{
    private static readonly ushort[] Sixteen = [0x0000, 0x00FF, 0x0100, 0x1234, 0x0FFF, 0x7FFF, 0x8000, 0xFEFF, 0xFF00, 0xFFFF, 0xABCD, 0x0A0B];

    /// <summary>As microscopes write them: gray and RGB, in every packing, strips and tiles, old and new TIFF.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SixteenBits_AreTheirHighByte(int bands)
    {
        using var image = Image
            .NewFromMemory(Sixteen, 12 / bands, 1, bands, Enums.BandFormat.Ushort)
            .Copy(interpretation: bands == 1 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
        byte[] expected = [.. Sixteen.Select(v => (byte)(v >> 8))];
        var files = new List<byte[]> { image.PngsaveBuffer() };
        foreach (
            var packing in new[]
            {
                Enums.ForeignTiffCompression.None,
                Enums.ForeignTiffCompression.Lzw,
                Enums.ForeignTiffCompression.Deflate,
                Enums.ForeignTiffCompression.Packbits,
            }
        )
        {
            files.Add(image.TiffsaveBuffer(compression: packing));
            files.Add(image.TiffsaveBuffer(compression: packing, bigtiff: true));
            files.Add(image.TiffsaveBuffer(compression: packing, tile: true, tileWidth: 16, tileHeight: 16));
            files.Add(image.TiffsaveBuffer(compression: packing, predictor: Enums.ForeignTiffPredictor.Horizontal));
        }
        foreach (var bytes in files)
        {
            Assert.Equal(expected, PictureDecoder.Decode(bytes, "deep", bands == 1 ? "grayscale" : "rgb").Pixels);
        }
    }

    /// <summary>Values whose black and white nobody knows are refused with the way out, in every form.</summary>
    [Theory]
    [InlineData(Enums.BandFormat.Float, "floating-point numbers")]
    [InlineData(Enums.BandFormat.Uint, "numbers of 32 bits")]
    [InlineData(Enums.BandFormat.Int, "numbers of 32 bits")]
    [InlineData(Enums.BandFormat.Short, "numbers with a sign")]
    [InlineData(Enums.BandFormat.Char, "numbers with a sign")]
    public void OtherNumbers_AreRefused(Enums.BandFormat format, string words)
    {
        foreach (var bands in new[] { 1, 3 })
        {
            using var image = (Image.Black(8, 8, bands: bands) + 0.5).Cast(format);
            var refused = Assert.Throws<RefusedException>(() => PictureDecoder.Decode(image.TiffsaveBuffer(), "deep.tif", "rgb"));
            Assert.Contains($"deep.tif of {words}; save it as 8 or 16 bits", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Enums.BandFormat.Double)]
    [InlineData(Enums.BandFormat.Complex)]
    public void NumbersThatLibvipsDoesNotRead_AreRefused(Enums.BandFormat format)
    {
        using var image = (Image.Black(8, 8) + 0.5).Cast(format);
        Assert.Contains(
            "deep.tif, which can't be decoded",
            Assert.Throws<RefusedException>(() => PictureDecoder.Decode(image.TiffsaveBuffer(), "deep.tif", "rgb")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void FiveChannels_AreRefused()
    {
        using var image = TestPictures.Picture(1, 8, 8, bands: 5);
        Assert.Contains(
            "at most 4 channels. Received: x of 5",
            Assert.Throws<RefusedException>(() => PictureDecoder.Decode(image.TiffsaveBuffer(), "x", "rgb")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Cmyk_IsMultiplied()
    {
        byte[] ink = [0, 0, 0, 0, 255, 0, 0, 0, 0, 128, 0, 64, 10, 20, 30, 255];
        using var image = Image.NewFromMemory(ink, 4, 1, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Cmyk);
        byte[] expected = [255, 255, 255, 0, 255, 255, 191, 95, 191, 0, 0, 0];
        Assert.Equal(expected, PictureDecoder.Decode(image.TiffsaveBuffer(), "x", "rgb").Pixels);
        using var deep = (image.Cast(Enums.BandFormat.Ushort) * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Cmyk);
        Assert.Equal(expected, PictureDecoder.Decode(deep.TiffsaveBuffer(), "x", "rgb").Pixels);
    }

    /// <summary>An ICC profile is not applied: pixels are those of the file, as in Keras.</summary>
    [Theory]
    [InlineData("p3")]
    [InlineData("srgb")]
    public void Profiles_AreIgnored(string profile)
    {
        using var plain = TestPictures.Picture(4, 9, 7);
        foreach (
            var save in new Func<Image, string?, byte[]>[]
            {
                (i, p) => i.PngsaveBuffer(profile: p),
                (i, p) => i.TiffsaveBuffer(profile: p),
                (i, p) => i.WebpsaveBuffer(lossless: true, profile: p),
            }
        )
        {
            // Saving with a profile of the same space attaches it; the pixels stay.
            using var tagged = plain.Copy();
            using var icc = Image.NewFromBuffer(save(tagged, profile));
            Assert.True(icc.Contains("icc-profile-data"));
            Assert.Equal(icc.WriteToMemory<byte>(), PictureDecoder.Decode(save(tagged, profile), "x", "rgb").Pixels);
        }
    }

    [Fact]
    public void PalettesAndFewBits_AreSpread()
    {
        using var grey = Image.NewFromMemory(new byte[] { 0, 255, 255, 0 }, 4, 1, 1, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        Assert.Equal([0, 255, 255, 0], PictureDecoder.Decode(grey.PngsaveBuffer(bitdepth: 1), "x", "grayscale").Pixels);
        Assert.Equal([0, 255, 255, 0], PictureDecoder.Decode(grey.TiffsaveBuffer(bitdepth: 1), "x", "grayscale").Pixels);
        Assert.Equal([0, 255, 255, 0], PictureDecoder.Decode(grey.TiffsaveBuffer(bitdepth: 1, miniswhite: true), "x", "grayscale").Pixels);
    }
}
