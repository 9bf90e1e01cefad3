using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class PicturePlacementTests
{
    [Fact]
    public void Letterbox_OfGoldenPictures_IsExact()
    {
        var golden = GoldenFile.Read("detection/letterbox.json");
        var size = golden.GetProperty("size").GetInt32();
        foreach (var picture in golden.GetProperty("images").EnumerateArray())
        {
            var (width, height) = (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32());
            var place = PicturePlacement.Of(new PictureFormat(size, size, Letterbox: true), width, height);
            Assert.Equal(
                (picture.GetProperty("new_width").GetInt32(), picture.GetProperty("new_height").GetInt32(), 0, 0),
                (place.Width, place.Height, place.Left, place.Top)
            );
            Assert.Equal(picture.GetProperty("sx").GetDouble(), place.ScaleX, 1e-12);
            Assert.Equal(picture.GetProperty("sy").GetDouble(), place.ScaleY, 1e-12);
            var (boxes, moved, back) = (Boxes(picture, "boxes"), Boxes(picture, "boxes_unclipped"), Boxes(picture, "boxes_back"));
            for (var i = 0; i < boxes.Length; i++)
            {
                double[] into = [.. Points(boxes[i]).SelectMany(p => Pair(place.Into(p.X, p.Y)))];
                Assert.Equal(moved[i], into, (a, b) => Math.Abs(a - b) < 1e-6);
                Assert.Equal(back[i], Points(moved[i]).SelectMany(p => Pair(place.Back(p.X, p.Y))), (a, b) => Math.Abs(a - b) < 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(40, 20, false, false)]
    [InlineData(20, 50, false, false)]
    [InlineData(40, 20, true, false)]
    [InlineData(20, 50, true, false)]
    [InlineData(40, 20, false, true)]
    [InlineData(20, 50, false, true)]
    public void APixel_LiesWhereThePlacementSays(int width, int height, bool crops, bool boxes)
    {
        var format = new PictureFormat(64, 96, "grayscale", "nearest", crops, Letterbox: boxes);
        var place = PicturePlacement.Of(format, width, height);
        var pixels = new byte[width * height];
        var (x, y) = (width / 2, height / 2);
        pixels[(y * width) + x] = 200;
        var shown = new float[format.Length];
        PictureResizer.Write(new DecodedPicture(height, width, 1, pixels), format, shown);
        var (left, top) = place.Into(x, y);
        var (right, bottom) = place.Into(x + 1, y + 1);
        for (var i = 0; i < shown.Length; i++)
        {
            var (column, row) = ((i % format.Width) + 0.5, (i / format.Width) + 0.5);
            var within = column > left && column < right && row > top && row < bottom;
            Assert.Equal(within ? 200 : 0, shown[i]);
        }
    }

    private static double[][] Boxes(JsonElement picture, string name) => picture.GetProperty(name).Deserialize<double[][]>()!;

    private static IEnumerable<(double X, double Y)> Points(double[] box) => [(box[0], box[1]), (box[2], box[3])];

    private static IEnumerable<double> Pair((double X, double Y) point) => [point.X, point.Y];
}
