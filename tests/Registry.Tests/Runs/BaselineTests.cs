using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>Which run stands beside another as what it must beat.</summary>
public sealed class BaselineTests : IAsyncLifetime
{
    private static readonly TrainingSpec Encoder = new()
    {
        Task = "text-classification",
        Backbone = new() { Name = "AllMiniLML6V2", Weights = "pretrained" },
    };

    private RegistryFixture registry = null!;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Find_GivesTheBestOfTheSameSplitAndSeed()
    {
        var (dataset, other) = (await registry.AddDatasetAsync(), await registry.AddDatasetAsync("more", 6));
        Assert.Null(await registry.SendAsync(new FindBaseline(Encoder, dataset.Version)));
        var baseline = Baselines.Of(Encoder)!;
        await registry.AddFinishedRunAsync(dataset, [0.5], baseline);
        var best = await registry.AddFinishedRunAsync(dataset, [0.4, 0.7], baseline);
        await registry.AddRunAsync(dataset, baseline);
        await registry.AddFinishedRunAsync(dataset, [0.9], baseline with { Seed = 1 });
        await registry.AddFinishedRunAsync(dataset, [0.9], baseline with { Data = baseline.Data with { ValidationSplit = 0.3 } });
        await registry.AddFinishedRunAsync(dataset, [0.9], Encoder);
        await registry.AddFinishedRunAsync(other, [0.9], baseline);

        var found = (await registry.SendAsync(new FindBaseline(Encoder, dataset.Version)))!;
        Assert.Equal((best, "NGrams", "val_accuracy", 0.7), (found.Id, found.Backbone, found.Metric.Name, found.Value));
        Assert.Null(await registry.SendAsync(new FindBaseline(baseline, dataset.Version)));
    }

    [Fact]
    public async Task Find_OfPictures_IsNothing()
    {
        var dataset = await registry.AddDatasetAsync();
        await registry.AddFinishedRunAsync(dataset, [0.5]);
        Assert.Null(Baselines.Of(Samples.Spec()));
        Assert.Null(await registry.SendAsync(new FindBaseline(Samples.Spec(), dataset.Version)));
    }
}
