using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>What is remembered of a branch, and of a branch of a branch.</summary>
public sealed class BranchCurvesTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private DatasetVersionId dataset;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        dataset = (await registry.AddDatasetAsync()).Version;
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Curves_OfABranch_BeginWithTheEpochsOfTheRunsThatItCameFrom()
    {
        var first = await RunAsync(null, null, [(0, 0, 0.9), (1, 0, 0.8), (2, 1, 0.7), (3, 1, 0.6)]);
        var second = await RunAsync(first, 3, [(3, 1, 0.5), (4, 1, 0.4)]);
        var third = await RunAsync(second, 4, [(4, 1, 0.3)]);

        var curves = (await registry.SendAsync(new GetRunCurves(third)))!;
        Assert.Equal([0, 1, 2, 3, 4], curves.Epochs);
        Assert.Equal([0.9, 0.8, 0.7, 0.5, 0.3], curves["loss"]);
        Assert.Equal(4, curves.Inherited);
        Assert.Equal([0, 0, 1, 1, 1], curves.Stage);
        Assert.Equal(3, (await registry.SendAsync(new GetRunCurves(second)))!.Inherited);
        Assert.Equal(0, (await registry.SendAsync(new GetRunCurves(first)))!.Inherited);

        Assert.Equal((third, new BranchPlace(5, 1, 3)), await registry.Runs.FindPlaceAsync(third, 5, Cancelled));
        Assert.Equal((second, new BranchPlace(4, 1, 2)), await registry.Runs.FindPlaceAsync(third, 4, Cancelled));
        Assert.Equal((first, new BranchPlace(2, 0, 2)), await registry.Runs.FindPlaceAsync(third, 2, Cancelled));
        Assert.Null(await registry.Runs.FindPlaceAsync(third, 6, Cancelled));

        var details = (await registry.SendAsync(new GetRun(third)))!;
        Assert.Equal((4, second), (details.BranchedAfter, details.Parent));
        var line = (await registry.SendAsync(new ListHistory(third)))[^1];
        Assert.Contains("epoch 4 of run 2", line.Sentence, StringComparison.Ordinal);
    }

    private async Task<RunId> RunAsync(RunId? parent, int? after, (int Epoch, int Stage, double Loss)[] epochs)
    {
        var created = await registry.Runs.CreateAsync(new(Samples.Spec(), dataset, Parent: parent) { BranchAfter = after }, Caller.LocalOwner, Cancelled);
        var run = created.Value!.Run;
        var lease = (await registry.Ledger.AcquireAsync(run, "a", Cancelled))!;
        Assert.True(await registry.Ledger.AppendAsync(lease, [.. epochs.Select(e => Samples.Epoch(e.Epoch, e.Stage, e.Loss))], Cancelled));
        Assert.True(await registry.Ledger.FinishAsync(lease, RunStatus.Completed, null, null, Cancelled));
        return run;
    }
}
