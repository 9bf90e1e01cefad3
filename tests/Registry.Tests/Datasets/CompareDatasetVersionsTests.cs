using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

public sealed class CompareDatasetVersionsTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Compare_TellsWhatARevisionChanged_APageAtATime()
    {
        var first = await registry.AddDatasetAsync("pets", 10);
        await registry.SendAsync(new ReviseDataset(first.Version, new HoldOut(0, 0.3)));
        var all = (await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 2))).Value!;
        Assert.Equal(("pets", 1, 2, 20), (all.Name, all.From.Number, all.To.Number, all.To.Pictures));
        Assert.Equal([new ChangeCount(ChangeKinds.Moved, 20)], all.Counts);
        Assert.Equal((20, 0, 20), (all.Changed, all.Unchanged, all.Total));
        Assert.False(all.IsNone);
        var page = (await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 2, ChangeKinds.Moved, 15, 10))).Value!;
        Assert.Equal(all.Pictures.Skip(15).Select(picture => picture.Path), page.Pictures.Select(picture => picture.Path));
        var none = (await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 2, ChangeKinds.Added))).Value!;
        Assert.Equal((0, 20), (none.Total, none.Changed));
    }

    [Fact]
    public async Task Compare_OfAVersionWithItself_IsNone()
    {
        var first = await registry.AddDatasetAsync();
        Assert.True((await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 1))).Value!.IsNone);
    }

    [Fact]
    public async Task Compare_WhatIsNotThere_IsRefused()
    {
        var first = await registry.AddDatasetAsync();
        Assert.Equal(RefusalKind.NotFound, (await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 7))).Reason!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await registry.SendAsync(new CompareDatasetVersions(DatasetId.New(), 1, 1))).Reason!.Kind);
        File.Delete(first.ManifestFile);
        Assert.Equal(RefusalKind.Unavailable, (await registry.SendAsync(new CompareDatasetVersions(first.Dataset, 1, 1))).Reason!.Kind);
    }
}
