using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class PictureTests
{
    [Fact]
    public void Pixels_OfDecodedAndResizedPictures_EqualKeras()
    {
        var cases = 0;
        foreach (var golden in GoldenFile.Read("data/resize.json").GetProperty("cases").EnumerateArray())
        {
            var file = golden.GetProperty("file").GetString()!;
            var size = golden.GetProperty("image_size");
            var format = new PictureFormat(
                size[0].GetInt32(),
                size[1].GetInt32(),
                golden.GetProperty("color_mode").GetString()!,
                golden.TryGetProperty("interpolation", out var interpolation) ? interpolation.GetString()! : "bilinear",
                golden.TryGetProperty("crop_to_aspect_ratio", out var crop) && crop.GetBoolean(),
                golden.TryGetProperty("pad_to_aspect_ratio", out var pad) && pad.GetBoolean()
            );
            var expected = GoldenFile.Floats(golden.GetProperty("values"));
            var actual = new float[format.Length];
            PictureResizer.Resize(PictureDecoder.Decode(GoldenFile.Path($"data/images/{file}"), format.ColorMode), format, actual);
            Assert.Equal(expected.Length, actual.Length);
            var worst = expected.Zip(actual, (e, a) => MathF.Abs(e - a)).Max();
            Fidelity.Check(
                FidelitySection.Data,
                $"image_dataset_from_directory, {format.ColorMode}, {format.Interpolation}",
                "pixels 0..255 (absolute)",
                worst,
                0.01
            );
            cases++;
        }
        Assert.Equal(40, cases);
    }

    [Fact]
    public void Decode_OfSomethingElseNamedPng_IsRefused()
    {
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>"u8.ToArray();
        Assert.Contains("none of these", Refusal(svg), StringComparison.Ordinal);
        Assert.Contains("none of these", Refusal("<html></html>"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("none of these", Refusal([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfACutPicture_IsRefused()
    {
        var whole = File.ReadAllBytes(GoldenFile.Path("data/images/a.png"));
        Assert.Contains("a.png", Refusal(whole[..(whole.Length / 2)]), StringComparison.Ordinal);
        var jpeg = File.ReadAllBytes(GoldenFile.Path("data/images/e.jpg"));
        Assert.Contains("a.png", Refusal(jpeg[..(jpeg.Length / 2)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfMorePixelsThanAllowed_IsRefusedFromTheHeader()
    {
        var whole = File.ReadAllBytes(GoldenFile.Path("data/images/a.png"));
        var refused = Assert.Throws<RefusedException>(() => PictureDecoder.Decode(whole, "a.png", "rgb", new PictureLimits(1000)));
        Assert.Contains("50 x 40", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfSixteenBits_TakesTheHighByte()
    {
        using var wide = NetVips
            .Image.NewFromMemory(new ushort[] { 0x1234, 0xFF00, 0x00FF, 0x8080 }, 2, 2, 1, NetVips.Enums.BandFormat.Ushort)
            .Copy(interpretation: NetVips.Enums.Interpretation.Grey16);
        var decoded = PictureDecoder.Decode(wide.PngsaveBuffer(), "wide.png", "grayscale");
        Assert.Equal([0x12, 0xFF, 0x00, 0x80], decoded.Pixels);
    }

    [Fact]
    public void Decode_OfGrayWithAlpha_DropsAlphaOrKeepsIt()
    {
        using var image = NetVips
            .Image.NewFromMemory(new byte[] { 10, 20, 30, 40 }, 2, 1, 2, NetVips.Enums.BandFormat.Uchar)
            .Copy(interpretation: NetVips.Enums.Interpretation.Bw);
        var png = image.PngsaveBuffer();
        Assert.Equal([10, 10, 10, 30, 30, 30], PictureDecoder.Decode(png, "x", "rgb").Pixels);
        Assert.Equal([10, 10, 10, 20, 30, 30, 30, 40], PictureDecoder.Decode(png, "x", "rgba").Pixels);
        Assert.Equal([10, 30], PictureDecoder.Decode(png, "x", "grayscale").Pixels);
    }

    [Fact]
    public void Decode_OfABitmap_ReadsRowsFromTheBottom()
    {
        byte[] bmp =
        [
            (byte)'B',
            (byte)'M',
            70,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            54,
            0,
            0,
            0,
            40,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            1,
            0,
            24,
            0,
            0,
            0,
            0,
            0,
            16,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            3,
            2,
            1,
            6,
            5,
            4,
            0,
            0,
            9,
            8,
            7,
            12,
            11,
            10,
            0,
            0,
        ];
        Assert.Equal([7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6], PictureDecoder.Decode(bmp, "x.bmp", "rgb").Pixels);
        Assert.Throws<RefusedException>(() => PictureDecoder.Decode(bmp[..60], "x.bmp", "rgb"));
    }

    [Fact]
    public void Store_KeepsPixelsExactly_AndBatchesInTheOrderAskedFor()
    {
        var root = GoldenFile.Path("data");
        var files = new LabelledFiles(root, ["x", "y"], [new("images/c.png", 0), new("images/a.png", 1)]);
        var whole = new PictureStore(files, new PictureFormat(16, 24));
        var none = new PictureStore(files, new PictureFormat(16, 24), budgetBytes: 0);
        whole.Load(cancellationToken: TestContext.Current.CancellationToken);
        using var a = whole.Batch([1, 0], TestContext.Current.CancellationToken);
        using var b = none.Batch([1, 0], TestContext.Current.CancellationToken);
        Assert.Equal([2L, 16, 24, 3], a.shape);
        Assert.True(a.allclose(b, 0, 0));
        Assert.False(none.KeepsAll);
        Assert.Equal(20.75f, a[0, 0, 0, 0].item<float>());
        using var labels = whole.Labels([1, 0]);
        Assert.Equal([1L, 0L], labels.data<long>().ToArray());
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<RefusedException>(() => PictureDecoder.Decode(bytes, "a.png", "rgb")).Message;
}
