using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Execution;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class PictureBatchesTests : IDisposable
{
    private static readonly int[][] Batches =
    [
        [8, 1, 5, 3],
        [0, 2, 7, 4],
        [6, 9, 11, 10],
        [12, 17, 13, 1],
        [14, 16, 15],
    ];
    private readonly PictureFolder _folder = new(classes: 2, perClass: 9, size: 20);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Next_HoweverFarAhead_GivesTheStoresPictures(int ahead)
    {
        using var held = new HeldFinalizers();
        using var scope = torch.NewDisposeScope();
        using var batches = new PictureBatches(Store(), Batches, ahead);
        var plain = Store();
        Assert.All(
            Batches,
            indices => Assert.Equal(GoldenData.Values(plain.Batch(indices, TestContext.Current.CancellationToken)), GoldenData.Values(batches.Next()))
        );
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 12)]
    [InlineData(9, 19)]
    public void Batches_WhileNobodyTakes_AreDecodedUpToTheBound(int ahead, int decoded)
    {
        using var held = new HeldFinalizers();
        var store = Store();
        using var batches = new PictureBatches(store, Batches, ahead);
        batches.Next().Dispose();
        Assert.True(SpinWait.SpinUntil(() => store.Decoded >= decoded, TimeSpan.FromSeconds(30)));
        Assert.Equal(decoded, store.Decoded);
    }

    [Fact]
    public void Batches_WhereFinalizersAreFree_AreDecodedWhenAskedFor()
    {
        var store = Store();
        using var batches = new PictureBatches(store, Batches, 2);
        Assert.Equal(0, store.Decoded);
        batches.Next().Dispose();
        Assert.Equal(4, store.Decoded);
        batches.Next().Dispose();
        Assert.Equal(8, store.Decoded);
    }

    [Fact]
    public void Batches_TooLargeForTheirMemory_AreDecodedWhenAskedFor()
    {
        using var held = new HeldFinalizers();
        var store = Store(size: 2048);
        using var batches = new PictureBatches(store, Batches, 2);
        batches.Next().Dispose();
        Assert.Equal(4, store.Decoded);
    }

    [Fact]
    public void Next_AtADamagedPicture_RefusesTheFirstOfItsBatch_AndNotBefore()
    {
        using var held = new HeldFinalizers();
        var store = Store();
        foreach (var index in new[] { 7, 2, 13 })
        {
            File.WriteAllText(store.Files.FullPath(index), "no picture");
        }
        var expected = Assert.Throws<RefusedException>(() => store.Batch([2], TestContext.Current.CancellationToken));
        using var batches = new PictureBatches(store, Batches, 4);
        batches.Next().Dispose();
        Assert.Equal(expected.Message, Assert.Throws<RefusedException>(() => batches.Next()).Message);
    }

    [Fact]
    public void Dispose_InTheMiddle_LeavesNeitherThreadsNorTensors()
    {
        using var held = new HeldFinalizers();
        var live = torch.Tensor.TotalCount;
        var batches = new PictureBatches(Store(), Batches, 2);
        batches.Next().Dispose();
        Assert.All(batches.Helpers, helper => Assert.True(helper.IsAlive));
        batches.Dispose();
        Assert.NotEmpty(batches.Helpers);
        Assert.All(batches.Helpers, helper => Assert.False(helper.IsAlive));
        Assert.Equal(live, torch.Tensor.TotalCount);
    }

    private PictureStore Store(int size = 16) => new(ClassFolders.List(_folder.Pictures), new PictureFormat(size, size), budgetBytes: 0);
}
