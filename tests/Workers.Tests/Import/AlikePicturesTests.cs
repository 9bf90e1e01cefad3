using System.Security.Cryptography;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class AlikePicturesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("alike-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("smaller")]
    [InlineData("larger")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public void Picture_StoredAnotherWay_IsFound(string way)
    {
        var drawn = Enumerable.Range(0, 6).Select(Draw).ToList();
        var seen = drawn.Select(image => Store(image.PngsaveBuffer())).ToList();
        var held = drawn
            .Select(image =>
                Store(
                    way switch
                    {
                        "smaller" => image.Resize(0.55).PngsaveBuffer(),
                        "larger" => image.Resize(1.8).PngsaveBuffer(),
                        "jpeg" => image.JpegsaveBuffer(q: 60),
                        _ => image.WebpsaveBuffer(q: 60),
                    }
                )
            )
            .ToList();
        Assert.Empty(held.Select(entry => entry.Sha256).Intersect(seen.Select(entry => entry.Sha256)));
        var found = AlikePictures.Find(held, root, seen, root, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => (i, i)), found.Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void Pictures_ThatShowOtherThings_AreNot()
    {
        var (held, seen) = (
            Enumerable.Range(0, 6).Select(i => Store(Draw(i).PngsaveBuffer())).ToList(),
            Enumerable.Range(6, 6).Select(i => Store(Draw(i).PngsaveBuffer())).ToList()
        );
        Assert.Empty(AlikePictures.Find(held, root, seen, root, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Pictures_OfOneColour_OrThatCannotBeRead_AreNot()
    {
        var flat = Store((Image.Black(40, 40, bands: 3) + 200).Cast(Enums.BandFormat.Uchar).PngsaveBuffer());
        var other = Store((Image.Black(50, 50, bands: 3) + 200).Cast(Enums.BandFormat.Uchar).PngsaveBuffer());
        var none = Store("no picture"u8.ToArray());
        Assert.Empty(AlikePictures.Find([flat, none], root, [other, none], root, TestContext.Current.CancellationToken));
    }

    // A disc, a bar and a ring on a gradient, by the seed.
    private static Image Draw(int seed)
    {
        var random = new Random(seed);
        var image = (Image.Black(96, 96, bands: 3) + new double[] { random.Next(256), random.Next(256), random.Next(256) }).Cast(Enums.BandFormat.Uchar);
        return image.Mutate(canvas =>
        {
            for (var i = 0; i < 3; i++)
            {
                double[] ink = [random.Next(256), random.Next(256), random.Next(256)];
                canvas.DrawCircle(ink, random.Next(96), random.Next(96), random.Next(8, 30), fill: i > 0);
                canvas.DrawRect(ink, random.Next(80), random.Next(80), random.Next(5, 40), random.Next(5, 40), fill: true);
            }
        });
    }

    private DatasetEntry Store(byte[] bytes)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Directory.CreateDirectory(Path.Combine(root, sha256[..2]));
        File.WriteAllBytes(Path.Combine(root, sha256[..2], sha256), bytes);
        return new(sha256, "x", bytes.Length, sha256, 1, 1);
    }
}
