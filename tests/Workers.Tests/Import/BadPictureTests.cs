using System.Text;
using MlOpsDashboard.Workers.Engine.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class BadPictureTests
{
    [Fact]
    public async Task CutJpegs_AreRefusedOneByOne()
    {
        using var bench = new ImportBench();
        var whole = TestPictures.Jpeg(50, 320, 240);
        var zip = ImportBench.Good();
        foreach (var percent in Enumerable.Range(0, 100))
        {
            zip.Add($"cats/cut-{percent:00}.jpg", whole[..(whole.Length * percent / 100)]);
        }
        var finished = await bench.ImportAsync(zip);
        Assert.Equal(4, finished.Report.Kept);
        Assert.Equal(100, finished.Report.RefusedCount);
        Assert.Equal("empty", finished.Report.Refused[0].Code);
        Assert.All(finished.Report.Refused.Skip(1), file => Assert.Equal("truncated", file.Code));
    }

    /// <summary>Pictures of no extent in one direction or both, the longest ones among them.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 30_000)]
    [InlineData(30_000, 1)]
    [InlineData(3, 9_000)]
    public async Task ASmallOrThinPicture_IsKept_AndFlaggedWhereItShowsNothing(int width, int height)
    {
        using var bench = new ImportBench();
        using var plain = Image.Black(width, height, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        var finished = await bench.ImportAsync(ImportBench.Good().Add("cats/thin.png", plain.PngsaveBuffer()));
        Assert.Null(finished.Refusal);
        Assert.Equal((5, 0), (finished.Report.Kept, finished.Report.RefusedCount));
        var entry = Assert.Single(ImportBench.Manifest(finished).Entries, e => e.Path.EndsWith("thin.png", StringComparison.Ordinal));
        Assert.Equal((width, height), (entry.Width, entry.Height));
        Assert.Contains("near-constant", entry.Flags!);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("tiff")]
    [InlineData("bmp")]
    public void CutPictures_NeverPassAsWhole(string kind)
    {
        var whole = kind switch
        {
            "png" => TestPictures.Png(1, 64, 64),
            "webp" => TestPictures.Webp(1),
            "gif" => TestPictures.Gif(1, 1),
            "tiff" => TestPictures.Tiff(1),
            _ => TestPictures.Bmp(1),
        };
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        Assert.NotNull(inspector.Inspect(whole, "whole"));
        foreach (var percent in Enumerable.Range(1, 9).Select(tenth => tenth * 10))
        {
            Assert.Throws<RefusedFileException>(() => inspector.Inspect(whole[..(whole.Length * percent / 100)], "cut"));
        }
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("tiff")]
    [InlineData("bmp")]
    public void FlippedBytes_AreTakenOrRefused_NeverAFault(string kind)
    {
        var whole = kind switch
        {
            "jpg" => TestPictures.Jpeg(1, 32, 32),
            "png" => TestPictures.Png(1),
            "webp" => TestPictures.Webp(1),
            "gif" => TestPictures.Gif(1, 2),
            "tiff" => TestPictures.Tiff(1),
            _ => TestPictures.Bmp(1),
        };
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var flip = 0; flip < 3; flip++)
            {
                bytes[random.Next(Math.Min(bytes.Length, 200))] = (byte)random.Next(256);
            }
            try
            {
                inspector.Inspect(bytes, "flipped");
            }
            catch (RefusedFileException)
            {
                refused++;
            }
        }
        Assert.True(refused > 0, "No flip was noticed.");
    }

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>", "an HTML page")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script/></svg>", "an SVG document")]
    [InlineData("\u00EF\u00BB\u00BF<?xml version=\"1.0\"?>\n<svg/>", "an SVG document")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("hello", "another kind")]
    public async Task OtherFilesNamedJpg_AreNoPictures(string content, string kind)
    {
        using var bench = new ImportBench();
        var refused = await bench.RefusedAsync(ImportBench.Good().Add("cats/3.jpg", Encoding.Latin1.GetBytes(content)));
        Assert.Equal("not-an-image", refused.Code);
        Assert.Contains(kind, refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesOfOtherNames_AreListed_OnlyInsideAClass()
    {
        using var bench = new ImportBench();
        var refused = await bench.RefusedAsync(ImportBench.Good().Add("labels.csv", [1]).Add("cats/notes.txt", [1]).Add("cats/.hidden.jpg", [1]));
        Assert.Equal(("cats/notes.txt", "not-an-image"), (refused.Path, refused.Code));
    }

    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(1, 8_000_000)]
    [InlineData(20_000, 20_000)]
    public async Task ImageBombs_AreRefusedFromTheirHeader(int width, int height)
    {
        using var bench = new ImportBench();
        var before = GC.GetTotalAllocatedBytes();
        var refused = await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", TestPictures.PngBomb(width, height)));
        Assert.Equal("too-large", refused.Code);
        Assert.Contains($"{width:N0} x {height:N0}", refused.Sentence, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    /// <summary>The same in the other kinds; HEIC and AVIF: HeifPictureTests.</summary>
    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("tiff")]
    [InlineData("jpg")]
    [InlineData("bmp")]
    public void OtherImageBombs_AreRefusedFromTheirHeader(string kind)
    {
        byte[] bytes;
        switch (kind)
        {
            case "gif":
                // The animation's size, and the frame's: a frame alone counts where they differ.
                bytes = TestPictures.LongGif(1);
                bytes.AsSpan(6, 4).Fill(0xFF);
                bytes.AsSpan(32, 4).Fill(0xFF);
                break;
            case "webp":
                bytes = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0];
                break;
            case "tiff":
                // Width, height, bits, packing, gray, where the strip is, rows of it, its length; all that is there is 8 bytes.
                bytes =
                [
                    .. "II*\0"u8,
                    8,
                    0,
                    0,
                    0,
                    8,
                    0,
                    .. Tag(256, 65_000),
                    .. Tag(257, 65_000),
                    .. Tag(258, 8),
                    .. Tag(259, 1),
                    .. Tag(262, 1),
                    .. Tag(273, 8),
                    .. Tag(278, 65_000),
                    .. Tag(279, 8),
                    0,
                    0,
                    0,
                    0,
                ];
                break;
            case "jpg":
                bytes = TestPictures.Jpeg(1);
                bytes.AsSpan(bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5, 4).Fill(0xFE);
                break;
            default:
                bytes = TestPictures.Bmp(1);
                bytes[20] = bytes[24] = 1;
                break;
        }
        var before = Environment.WorkingSet;
        var refused = Assert.Throws<RefusedFileException>(() => new PictureInspector(ImportLimits.Default.Picture).Inspect(bytes, "bomb"));
        Assert.True(refused.Code == (kind == "webp" ? "truncated" : "too-large"), refused.Message);
        Assert.Throws<Core.RefusedException>(() => Engine.Data.PictureDecoder.Decode(bytes, "bomb", "rgb"));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200L << 20);

        static byte[] Tag(ushort tag, int value) => [(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(value)];
    }

    [Fact]
    public void AProgressiveJpegOfEndlessScans_IsRefusedBeforeItIsDecoded()
    {
        using var image = Image
            .NewFromMemory(TestPictures.Pixels(1, 64, 64), 64, 64, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        var whole = image.JpegsaveBuffer(interlace: true);
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        Assert.Equal(64, inspector.Inspect(whole, "progressive.jpg").Header.Width);
        var last = whole.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] endless = [.. whole[..last], .. Enumerable.Repeat(whole[last..^2], 5_000).SelectMany(scan => scan), 0xFF, 0xD9];
        Assert.Equal("too-large", Assert.Throws<RefusedFileException>(() => inspector.Inspect(endless, "endless.jpg")).Code);
    }

    [Fact]
    public void ManyFrames_CostWhatOneCosts()
    {
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        Assert.Equal(16, inspector.Inspect(TestPictures.LongGif(10_000), "long.gif").Header.Height);
    }

    [Fact]
    public void GreyAlphaSixteenBitsAndCmyk_AreTaken()
    {
        using var grey = Image.NewFromMemory(TestPictures.Pixels(1, 8, 8), 24, 8, 1, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        using var alpha = grey.Bandjoin(grey);
        using var deep = (grey.Cast(Enums.BandFormat.Ushort) * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Grey16);
        using var cmyk = Image
            .NewFromMemory(TestPictures.Pixels(1, 8, 8)[..144], 6, 6, 4, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        foreach (var bytes in new[] { grey.PngsaveBuffer(), alpha.PngsaveBuffer(), deep.PngsaveBuffer(), cmyk.JpegsaveBuffer() })
        {
            Assert.False(inspector.Inspect(bytes, "odd").IsNearConstant);
        }
    }
}
