using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>What a time estimate is told of earlier runs.</summary>
public sealed class FeatureHistoryTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task List_NamesRunsOfTheSameBackboneAndData_WhileTheFolderHoldsAnything()
    {
        var spec = Samples.Spec();
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Started(["cat", "dog"]), Samples.Stage(0, 0, 9), new FeaturesEvent(0, 100, 80, 150)], Cancelled);
        var history = registry.Get<IFeatureHistory>();
        Assert.Empty(await history.ListAsync(spec, Cancelled));

        var folder = Directory.CreateDirectory(registry.Get<StorageLayout>().Features).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "some.rows"), "x", Cancelled);
        var kept = Assert.Single(await history.ListAsync(spec, Cancelled));
        Assert.Equal((0, 100, 80), (kept.Features[0].Stage, kept.Features[0].Cached, kept.Features[0].Computed));
        Assert.Equal(spec.Data.Path, kept.Spec.Data.Path);

        Assert.Empty(await history.ListAsync(spec with { Data = spec.Data with { Path = "dataset:pets/v2" } }, Cancelled));
        Assert.Empty(await history.ListAsync(spec with { Backbone = new() { Name = "MobileNetV3Small" } }, Cancelled));
    }
}
