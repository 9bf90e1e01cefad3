using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

public sealed class RunStoreTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Create_NumbersInSequence_AlsoAcrossProcesses()
    {
        var dataset = await registry.AddDatasetAsync();
        await using var other = registry.Beside();
        var numbers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                    (await (i % 2 == 0 ? registry : other).Runs.CreateAsync(new(Samples.Spec(), dataset.Version), Caller.LocalOwner, Cancelled)).Value!.Number
                )
        );
        Assert.Equal(Enumerable.Range(1, 20), numbers.Order());
    }

    [Fact]
    public async Task Create_TheSameKeyTwentyTimesAtOnce_GivesOneRun()
    {
        var dataset = await registry.AddDatasetAsync();
        var key = Guid.NewGuid();
        var created = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                    (await registry.Runs.CreateAsync(new(Samples.Spec(), dataset.Version, IdempotencyKey: key), Caller.LocalOwner, Cancelled)).Value!
                )
        );
        Assert.Single(created.Select(c => c.Run).Distinct());
        Assert.Single(created, c => c.IsNew);
        Assert.Equal(1, (await registry.SendAsync(new ListRuns(new()))).Total);
    }

    [Fact]
    public async Task Create_OfWhatIsUnknown_IsRefusedAndTakesNoNumber()
    {
        var dataset = await registry.AddDatasetAsync();
        Assert.Contains(
            "dataset version",
            (await registry.Runs.CreateAsync(new(Samples.Spec(), DatasetVersionId.New()), Caller.LocalOwner, Cancelled)).Refusal
        );
        Assert.Contains(
            "parent",
            (await registry.Runs.CreateAsync(new(Samples.Spec(), dataset.Version, Parent: RunId.New()), Caller.LocalOwner, Cancelled)).Refusal
        );
        Assert.Equal(1, (await registry.Runs.CreateAsync(new(Samples.Spec(), dataset.Version), Caller.LocalOwner, Cancelled)).Value!.Number);
    }

    [Fact]
    public async Task Stop_ByState()
    {
        var dataset = await registry.AddDatasetAsync();
        var queued = await registry.AddRunAsync(dataset);
        var active = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(active, "here", Cancelled))!;

        Assert.Equal(RunStatus.Cancelled, (await registry.Runs.RequestStopAsync(queued, Caller.LocalOwner, Cancelled)).Value);
        Assert.Equal(RunStatus.Stopping, (await registry.Runs.RequestStopAsync(active, Caller.LocalOwner, Cancelled)).Value);
        Assert.True(await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0)], Cancelled));
        Assert.Equal("Run 1 has ended already (cancelled).", (await registry.Runs.RequestStopAsync(queued, Caller.LocalOwner, Cancelled)).Refusal);
        Assert.Null(await registry.Ledger.AcquireAsync(queued, "here", Cancelled));
    }

    [Fact]
    public async Task Requeue_WaitsAgainInOrder()
    {
        var dataset = await registry.AddDatasetAsync();
        var first = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(first, "here", Cancelled))!;
        await registry.Ledger.FinishAsync(lease, RunStatus.Failed, Refusal.OfSentence("killed by SIGSEGV"), null, Cancelled);
        var second = await registry.AddRunAsync(dataset);

        Assert.True((await registry.Runs.RequeueAsync(first, Caller.LocalOwner, Cancelled)).IsDone);
        Assert.Equal([first, second], (await registry.Runs.WaitingAsync(Cancelled)).Select(w => w.Run));
        Assert.Contains("run 1 is queued", (await registry.Runs.RequeueAsync(first, Caller.LocalOwner, Cancelled)).Refusal);
        Assert.Equal(2, (await registry.Ledger.AcquireAsync(first, "here", Cancelled))!.Attempt);
    }

    [Fact]
    public async Task Speeds_AreReplacedAndNeverNonsense()
    {
        var speeds = registry.Get<IBackboneSpeedStore>();
        await speeds.StoreAsync(new("EfficientNetLite0", 224, 20, 60), Cancelled);
        await speeds.StoreAsync(new("EfficientNetLite0", 224, 18, 50), Cancelled);
        Assert.Equal([new("EfficientNetLite0", 224, 18, 50)], await speeds.ListAsync(Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => speeds.StoreAsync(new("x", 224, double.NaN, 1), Cancelled));
    }
}
