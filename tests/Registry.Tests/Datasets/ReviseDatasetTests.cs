using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

public sealed class ReviseDatasetTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Revise_MakesAVersion_AndTheOneBeforeStays()
    {
        var first = await registry.AddDatasetAsync("pets", 10);
        var revised = await registry.SendAsync(new ReviseDataset(first.Version, new HoldOut(0.2, 0.2)));
        Assert.Equal(2, revised.Value);
        var details = (await registry.SendAsync(new GetDataset(first.Dataset)))!;
        Assert.Equal((2, first.Pictures), (details.Version.Number, details.Version.Pictures));
        Assert.Equal("v1, 20 % set aside for validation, 20 % held out for the test", details.Version.Source);
        Assert.Equal(new PartCounts(12, 4, 4), details.Report.Parts);
        Assert.Equal(WarningCodes.Parts, Assert.Single(details.Report.Warnings).Code);
        Assert.Equal(new PartCounts(12, 4, 4), (await registry.Datasets.FindByNameAsync("pets", 2, Cancelled))!.Parts);
        Assert.Null((await registry.Datasets.FindByNameAsync("pets", 1, Cancelled))!.Parts);
        Assert.Equal(4, (await registry.SendAsync(new ListPictures(details.Version.Id, null, null, 0, 100, DatasetPart.Test))).Total);
        Assert.Equal(first.ManifestHash, (await registry.Datasets.ReadManifestAsync(first.Version, Cancelled))!.Hash);
    }

    [Fact]
    public async Task Revise_ToWhatExists_GivesThatVersion()
    {
        var first = await registry.AddDatasetAsync("pets", 10);
        var split = new ReviseDataset(first.Version, new HoldOut(0, 0.3));
        Assert.Equal(2, (await registry.SendAsync(split)).Value);
        Assert.Equal(2, (await registry.SendAsync(split)).Value);
        var second = (await registry.Datasets.FindByNameAsync("pets", 2, Cancelled))!;
        Assert.Equal(1, (await registry.SendAsync(new ReviseDataset(second.Version, new HoldOut(0, 0)))).Value);
    }

    [Fact]
    public async Task Revise_ThatCanNotBe_IsRefusedAndStoresNothing()
    {
        var first = await registry.AddDatasetAsync("pets", 10);
        Assert.StartsWith(
            "Expected shares",
            (await registry.SendAsync(new ReviseDataset(first.Version, new HoldOut(0.6, 0.6)))).Refusal,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Expected folders named train",
            (await registry.SendAsync(new ReviseDataset(first.Version, new ReadFoldersAs(true)))).Refusal,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Expected a dataset version",
            (await registry.SendAsync(new ReviseDataset(DatasetVersionId.New(), new DropLeaks()))).Refusal,
            StringComparison.Ordinal
        );
        File.Delete(first.ManifestFile);
        Assert.Single((await registry.SendAsync(new GetDataset(first.Dataset)))!.Versions);
    }
}
