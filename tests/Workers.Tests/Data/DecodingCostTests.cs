using System.Buffers.Binary;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>Files that ask for more than they bring: refused by their header, before memory is taken for what they announce.</summary>
public sealed class DecodingCostTests
{
    private const long Little = 4 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AJpegOfAKilobyte_ThatAnnouncesAHundredMegapixels_TakesNoMemory(bool progressive)
    {
        using var picture = (Image.Black(64, 64, bands: 3) + 90).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        var bytes = picture.JpegsaveBuffer(interlace: progressive);
        Assert.InRange(bytes.Length, 1, 2000);
        var frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, (byte)(progressive ? 0xC2 : 0xC0)]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 10_000);
        Refused("picture.dataMissing", bytes);
    }

    [Fact]
    public void APngOfAKilobyte_ThatAnnouncesAHundredMegapixels_TakesNoMemory() => Refused("picture.dataMissing", TestPictures.PngBomb(10_000, 10_000));

    // The header says more than the limits allow: the limits refuse it, whatever its data hold.
    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(1, 8_000_000)]
    public void APictureBomb_IsRefusedFromItsHeader(int width, int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<RefusedException>(() => PictureDecoder.Decode(TestPictures.PngBomb(width, height), "bomb.png", "rgb"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Little);
        Assert.Contains("bomb.png", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AJpegOfMoreScansThanAnyCamerasHas_IsRefused()
    {
        using var picture = Image
            .NewFromMemory(TestPictures.Pixels(1, 64, 48), 64, 48, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        var bytes = picture.JpegsaveBuffer(interlace: true);
        // The last scan again and again.
        var last = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] many = [.. bytes[..last], .. Enumerable.Repeat(bytes[last..^2], DecodingCost.MaxScans + 1).SelectMany(scan => scan), .. bytes[^2..]];
        Refused("picture.scans", many);
        Assert.NotNull(PictureDecoder.Decode(bytes, "usual.jpg", "rgb"));
    }

    /// <summary>What real encoders write is never taken for empty: the emptiest pictures there are, in every kind.</summary>
    [Fact]
    public void ABlackPicture_IsDecoded_HoweverWellItIsPacked()
    {
        using var black = Image.Black(3000, 2000, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var grey = Image.Black(3000, 2000);
        foreach (var image in new[] { black, grey })
        {
            foreach (
                var bytes in new[]
                {
                    image.JpegsaveBuffer(q: 1, optimizeCoding: true),
                    image.JpegsaveBuffer(q: 1, interlace: true),
                    image.JpegsaveBuffer(q: 1, optimizeCoding: true, subsampleMode: Enums.ForeignSubsample.Off),
                    image.PngsaveBuffer(compression: 9),
                    image.PngsaveBuffer(compression: 9, palette: true, bitdepth: 1),
                    image.WebpsaveBuffer(q: 1),
                }
            )
            {
                Assert.Equal((2000, 3000), PictureDecoder.Decode(bytes, "black", "rgb") is var picture ? (picture.Height, picture.Width) : default);
            }
        }
    }

    [Fact]
    public void AJpegCutAnywhere_IsRefusedWithItsName()
    {
        foreach (var whole in new[] { TestPictures.Jpeg(3), Progressive() })
        {
            for (var percent = 1; percent < 100; percent++)
            {
                var refused = Assert.Throws<RefusedException>(() => PictureDecoder.Decode(whole[..(whole.Length * percent / 100)], "cut.jpg", "rgb"));
                Assert.Contains("cut.jpg", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void AFormatOrBatch_ThatNoArrayHolds_IsRefusedOrMadeSmaller()
    {
        Assert.Equal("picture.tooLargeForMemory", Assert.Throws<RefusedException>(() => new PictureFormat(50_000, 50_000).Length).Reason.Code);
        Assert.Equal(10, new PictureFormat(4096, 4096).Batch(32));
        Assert.Equal(32, new PictureFormat(224, 224).Batch(32));
    }

    private static byte[] Progressive()
    {
        using var picture = Image
            .NewFromMemory(TestPictures.Pixels(2, 90, 70), 90, 70, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.JpegsaveBuffer(interlace: true);
    }

    private static void Refused(string code, byte[] bytes)
    {
        foreach (var mode in new[] { "rgb", "grayscale" })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var refused = Assert.Throws<RefusedException>(() => PictureDecoder.Decode(bytes, "some.picture", mode));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Little);
            Assert.Equal(code, refused.Reason.Code);
            Assert.Contains("some.picture", refused.Message, StringComparison.Ordinal);
        }
    }
}
