using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>Pictures that are read back instead of decoded are the same numbers.</summary>
public sealed class PictureCacheTests : IDisposable
{
    private readonly PictureFolder _pictures = new(size: 64);
    private readonly string _folder = TestFolder.Create();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(64, 64)]
    [InlineData(9, 21)]
    public void SecondReading_EqualsTheFirst_AndDecodesNothing(int height, int width)
    {
        var format = new PictureFormat(height, width);
        var decoded = Values(Store(format, cache: null));
        using (var cache = Open(format))
        {
            var first = Store(format, cache);
            Assert.Equal(decoded, Values(first));
            Assert.Equal(27, first.Decoded);
        }
        using var again = Open(format);
        var once = Store(format, again);
        Assert.Equal(decoded, Values(once));
        var kept = Store(format, again);
        kept.Load(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(decoded, Values(kept));
        Assert.Equal((0, 0), (once.Decoded, kept.Decoded));
    }

    [Fact]
    public void OtherSizesAndColours_AreKeptApart()
    {
        foreach (
            var format in new[]
            {
                new PictureFormat(9, 21),
                new PictureFormat(21, 9),
                new PictureFormat(9, 21, "grayscale"),
                new PictureFormat(9, 21, "rgb", "nearest"),
            }
        )
        {
            using var cache = Open(format);
            var store = Store(format, cache);
            Assert.Equal(Values(Store(format, cache: null)), Values(store));
            Assert.Equal(27, store.Decoded);
        }
    }

    [Fact]
    public void PicturesNearTheirSize_AreDecodedAgain_RatherThanKept()
    {
        var format = new PictureFormat(40, 50);
        using (var cache = Open(format))
        {
            Values(Store(format, cache));
        }
        Assert.Empty(Directory.GetFiles(_folder, "*.features"));
    }

    [Fact]
    public void DamagedRows_AreDecodedAnew_AndThenRight()
    {
        var format = new PictureFormat(9, 21);
        using (var cache = Open(format))
        {
            Values(Store(format, cache));
        }
        var file = Directory.GetFiles(_folder, "*.features").Single();
        var bytes = File.ReadAllBytes(file);
        foreach (var row in new[] { 0, 5 })
        {
            bytes[(row * format.Length * 4) + 100] ^= 4;
        }
        File.WriteAllBytes(file, bytes);
        using (var cache = Open(format))
        {
            var store = Store(format, cache);
            Assert.Equal(Values(Store(format, cache: null)), Values(store));
            Assert.Equal(2, store.Decoded);
        }
        using var mended = Open(format);
        var last = Store(format, mended);
        Values(last);
        Assert.Equal(0, last.Decoded);
    }

    [Fact]
    public void MoreThanHalfOfTheBudget_IsNotKept()
    {
        var format = new PictureFormat(9, 21);
        using (var cache = new PictureCache(_folder, format, 27, 2L * 27 * 4 * format.Length - 2))
        {
            Values(Store(format, cache));
        }
        Assert.Empty(Directory.GetFiles(_folder, "*.features"));
    }

    private PictureCache Open(PictureFormat format) => new(_folder, format, 27, 1 << 30);

    private PictureStore Store(PictureFormat format, PictureCache? cache) => new(ClassFolders.List(_pictures.Pictures), format) { Cache = cache };

    private static float[] Values(PictureStore store)
    {
        using var batch = store.BatchOnce([.. Enumerable.Range(0, store.Count)]);
        return batch.data<float>().ToArray();
    }
}
