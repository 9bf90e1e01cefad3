using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class PictureOrientationTests
{
    public static TheoryData<int> All => [.. Enumerable.Range(1, 8)];

    /// <summary>Turned as libvips turns: every orientation, odd sizes, sizes beyond one square of the walk, every number of channels.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Apply_EqualsLibvips(int orientation)
    {
        foreach (var (width, height) in new[] { (5, 3), (1, 7), (7, 1), (200, 131), (64, 64), (65, 129) })
        {
            foreach (var bands in new[] { 1, 3, 4 })
            {
                using var image = TestPictures.Picture(width, width, height, bands);
                using var oriented = TestPictures.Oriented(image, orientation);
                using var expected = oriented.Autorot();
                var stored = new DecodedPicture(height, width, bands, image.WriteToMemory<byte>());
                var before = (byte[])stored.Pixels.Clone();
                var turned = PictureOrientation.Apply(stored, orientation);
                Assert.Equal((expected.Height, expected.Width), (turned.Height, turned.Width));
                Assert.Equal(expected.WriteToMemory<byte>(), turned.Pixels);
                Assert.Equal(before, stored.Pixels);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Of_ReadsWhatCamerasWrite(int orientation)
    {
        int? expected = orientation == 1 ? null : orientation;
        var jpeg = TestPictures.Jpeg(1);
        Assert.Equal(expected, PictureOrientation.Of(TestPictures.Oriented(jpeg, orientation)));
        Assert.Equal(expected, PictureOrientation.Of(TestPictures.Oriented(jpeg, orientation, isBigEndian: true)));
        using var image = TestPictures.Oriented(TestPictures.Picture(1, 6, 4), orientation);
        foreach (
            var bytes in new[]
            {
                image.JpegsaveBuffer(),
                image.JpegsaveBuffer(interlace: true),
                image.PngsaveBuffer(),
                image.WebpsaveBuffer(lossless: true),
                image.TiffsaveBuffer(),
                image.TiffsaveBuffer(bigtiff: true),
            }
        )
        {
            Assert.Equal(expected, PictureOrientation.Of(bytes));
        }
    }

    /// <summary>The EXIF behind or before segments of the largest length: colour profiles, XMP, a camera's own notes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LongHeaders_AreRead(bool exifFirst)
    {
        var jpeg = TestPictures.Jpeg(1);
        byte[] oriented = TestPictures.Oriented(jpeg, 8),
            segment = [0xFF, 0xE2, 0xFF, 0xFF, .. Enumerable.Repeat((byte)7, 65_533)];
        var exif = oriented.Length - jpeg.Length;
        byte[] bytes = exifFirst ? [.. oriented[..(exif + 2)], .. segment, .. segment, .. jpeg[2..]] : [.. jpeg[..2], .. segment, .. segment, .. oriented[2..]];
        Assert.Equal(8, PictureOrientation.Of(bytes));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["long.jpg"], bytes);
        var files = new LabelledFiles(folder.Path, ["a"], [new LabelledFile("long.jpg", 0)]);
        Assert.Equal((exifFirst ? 1 : 0, 1), PictureOrientation.Count(files, 1));
    }

    [Fact]
    public void Of_WithoutOneOrOfNothing_IsNull()
    {
        var jpeg = TestPictures.Jpeg(1);
        foreach (
            var bytes in new[]
            {
                [],
                "Exif"u8.ToArray(),
                jpeg,
                TestPictures.Png(1),
                TestPictures.Gif(1, 1),
                TestPictures.Bmp(1),
                TestPictures.Oriented(jpeg, 0),
                TestPictures.Oriented(jpeg, 9),
                TestPictures.Oriented(jpeg, 255),
                TestPictures.Oriented(jpeg, 6)[..30],
            }
        )
        {
            Assert.Null(PictureOrientation.Of(bytes));
        }
    }

    /// <summary>What a decoder gives for a turned picture, in every colour: the pixels that a viewer shows.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Decode_Turned_IsWhatAViewerShows(int orientation)
    {
        using var image = TestPictures.Picture(3, 20, 11);
        using var oriented = TestPictures.Oriented(image, orientation);
        foreach (var mode in new[] { "rgb", "rgba", "grayscale" })
        {
            using var upright = oriented.Autorot();
            var expected = PictureDecoder.Decode(upright.PngsaveBuffer(), "x", mode);
            var actual = PictureDecoder.Decode(oriented.PngsaveBuffer(), "x", mode, turn: orientation);
            Assert.Equal((expected.Height, expected.Width), (actual.Height, actual.Width));
            Assert.Equal(expected.Pixels, actual.Pixels);
            Assert.Equal(PictureDecoder.Decode(image.PngsaveBuffer(), "x", mode).Pixels, PictureDecoder.Decode(oriented.PngsaveBuffer(), "x", mode).Pixels);
        }
    }

    [Fact]
    public void Count_LooksAtAsManyAsAsked_SpreadOverAll()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);
        for (var i = 0; i < 10; i++)
        {
            File.WriteAllBytes(folder[$"a/{i}.jpg"], i % 2 == 0 ? TestPictures.Oriented(TestPictures.Jpeg(i), 6) : TestPictures.Jpeg(i));
        }
        var files = new LabelledFiles(
            folder.Path,
            ["a"],
            [.. Enumerable.Range(0, 10).Select(i => new LabelledFile($"a/{i}.jpg", 0)), new LabelledFile("a/none.jpg", 0)]
        );
        Assert.Equal((5, 11), PictureOrientation.Count(files, 100));
        Assert.Equal(5, PictureOrientation.Count(files, 5).Looked);
    }
}
