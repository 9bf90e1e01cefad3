using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Boxes of photographs that lie on their side or head.</summary>
public sealed class BoxOrientationTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void ABox_GoesWhereItsPixelsGo(int orientation)
    {
        const int Width = 7,
            Height = 5;
        var pixels = new byte[Width * Height];
        // A single pixel that differs.
        var (x, y) = (2, 1);
        pixels[(y * Width) + x] = 255;
        var turned = PictureOrientation.Apply(new DecodedPicture(Height, Width, 1, pixels), orientation);
        var at = Array.IndexOf(turned.Pixels, (byte)255, 0, Width * Height);
        var box = BoxTurn.Upright(new ObjectBox(x, y, x + 1, y + 1), orientation, Width, Height);
        Assert.Equal(new ObjectBox(at % turned.Width, at / turned.Width, (at % turned.Width) + 1, (at / turned.Width) + 1), box);
        Assert.Equal(new ObjectBox(x, y, x + 1, y + 1), BoxTurn.Stored(box, orientation, turned.Width, turned.Height));
    }

    [Theory]
    [InlineData(160, 120, "cat 90 10 110 40", "turned")]
    [InlineData(120, 160, "cat 10 10 40 30", null)]
    [InlineData(80, 60, "cat 60 20 100 80", "scaled, turned")]
    public async Task TheFilesSize_SaysInWhichPictureItCounts(int width, int height, string box, string? said)
    {
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(bench, Zip(width, height));
        Assert.Equal((120, 160), (import.Objects("a.jpg").Width, import.Objects("a.jpg").Height));
        Assert.Equal([box], import.Boxes("a.jpg"));
        Assert.Equal(said, import.Kinds.Count == 0 ? null : string.Join(", ", import.Kinds));
    }

    [Fact]
    public async Task WherePicturesStayAsStored_BoxesDoToo_AndARevisionTurnsBoth()
    {
        using var bench = new ImportBench();
        var stored = ImportBench.Manifest(await bench.ImportWithAsync(Zip(120, 160), new() { TurnPictures = false }));
        var turned = (await BoxImport.OfAsync(bench, Zip(120, 160))).Manifest;
        Assert.Equal([160, 120], stored.Entries[0].Target!.Take(2));
        Assert.Equal(turned.Hash, new TurnPictures(ByExif: true).Apply(stored).Hash);
        Assert.Equal(stored.Hash, new TurnPictures(ByExif: false).Apply(turned).Hash);
    }

    private static ZipForge Zip(int width, int height)
    {
        var coco =
            $$"""{"images":[{"id":1,"file_name":"a.jpg","width":{{width}},"height":{{height}}}],"categories":[{"id":1,"name":"cat"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[10,10,30,20]}]}""";
        return new ZipForge().Add("a.jpg", TestPictures.Oriented(TestPictures.Jpeg(9, 160, 120), 6)).Add("x.json", BoxImport.Text(coco));
    }
}
