using System.Diagnostics;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Animations and files of several pages: the first is taken, and said.</summary>
public sealed class ManyFramesTests
{
    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("png")]
    [InlineData("tiff")]
    public async Task TheFirstFrame_IsTaken_AndSaid(string kind)
    {
        using var bench = new ImportBench();
        using var strip = Strip(3);
        var several = Save(strip, kind, 3);
        var finished = await bench.ImportAsync(ImportBench.Good().Add($"cats/several.{kind}", several));
        Assert.Equal(5, finished.Report.Kept);
        var entry = Assert.Single(ImportBench.Manifest(finished).Entries, e => e.Flags is not null);
        Assert.Equal("frames:3", Assert.Single(entry.Flags!));
        Assert.Equal((24, 16), (entry.Width, entry.Height));
        Assert.Equal(
            "Of one picture with several frames or pages the first is used.",
            Assert.Single(finished.Report.Warnings, w => w.Code == WarningCodes.Frames).Sentence
        );
        if (kind != "png")
        {
            using var first = strip.Crop(0, 0, 24, 16);
            Assert.Equal(PictureDecoder.Decode(Save(first, kind, 1), "first", "rgb").Pixels, PictureDecoder.Decode(several, "several", "rgb").Pixels);
        }
    }

    /// <summary>Ten thousand frames take no more than their header says: neither time nor memory of all of them.</summary>
    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("png")]
    [InlineData("tiff")]
    public void TenThousandFrames_CostWhatOneCosts(string kind)
    {
        const int frames = 10_000;
        byte[] bytes;
        if (kind is "gif" or "png")
        {
            bytes = kind == "gif" ? TestPictures.LongGif(frames) : TestPictures.Apng(frames);
        }
        else
        {
            using var strip = Image.Black(4, 4 * frames, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
            // Frames that are alike would be written as one.
            using var noise = (strip + (Image.Xyz(4, 4 * frames)[1] % 251)).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
            bytes = Save(noise, kind, frames);
        }
        var inspector = new PictureInspector(ImportLimits.Default.Picture);
        inspector.Inspect(TestPictures.Png(1), "warm");
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var picture = inspector.Inspect(bytes, "long");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, (bytes.Length * 4L) + 10_000_000);
        Assert.Equal(frames, picture.Header.Frames);
    }

    private static Image Strip(int frames)
    {
        using var raw = Image.NewFromMemory(TestPictures.Pixels(5, 24, 16 * frames), 24, 16 * frames, 3, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static byte[] Save(Image strip, string kind, int frames)
    {
        using var pages = strip.Mutate(image => image.Set(GValue.GIntType, "page-height", strip.Height / frames));
        return kind switch
        {
            "gif" => pages.GifsaveBuffer(),
            "webp" => pages.WebpsaveBuffer(lossless: true, effort: 0),
            "png" => TestPictures.Apng(frames),
            _ => pages.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
        };
    }
}
