using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

public sealed class RunLedgerTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Acquire_WhenAnotherHoldsIt_GivesNothingUntilTheLeaseRunsOut()
    {
        var run = await NewRunAsync();
        var first = await registry.Ledger.AcquireAsync(run, "one", Cancelled);
        Assert.NotNull(first);
        Assert.Null(await registry.Ledger.AcquireAsync(run, "two", Cancelled));

        registry.Time.Advance(TimeSpan.FromSeconds(31));
        var second = await registry.Ledger.AcquireAsync(run, "two", Cancelled);

        Assert.Equal(first.Token + 1, second!.Token);
        Assert.Equal(2, second.Attempt);
    }

    [Fact]
    public async Task Heartbeat_KeepsTheLease()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        for (var i = 0; i < 5; i++)
        {
            registry.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(RunStatus.Starting, await registry.Ledger.HeartbeatAsync(lease, Cancelled));
        }
        Assert.Null(await registry.Ledger.AcquireAsync(run, "two", Cancelled));
    }

    [Fact]
    public async Task EveryWrite_OfALostLease_IsRefusedAndChangesNothing()
    {
        var run = await NewRunAsync();
        var frozen = (await registry.Ledger.AcquireAsync(run, "frozen", Cancelled))!;
        registry.Time.Advance(TimeSpan.FromSeconds(60));
        var next = (await registry.Ledger.AcquireAsync(run, "next", Cancelled))!;

        Assert.False(await registry.Ledger.AppendAsync(frozen, [Samples.Epoch(0)], Cancelled));
        Assert.Null(await registry.Ledger.HeartbeatAsync(frozen, Cancelled));
        Assert.False(await registry.Ledger.InterruptAsync(frozen, "late", Cancelled));
        Assert.False(await registry.Ledger.FinishAsync(frozen, RunStatus.Completed, null, null, Cancelled));

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal((RunStatus.Starting, 0), (stored.Status, stored.EpochsDone));
        Assert.Equal(0, await registry.ReadAsync(c => c.Epochs.CountAsync(Cancelled)));
        Assert.True(await registry.Ledger.AppendAsync(next, [Samples.Epoch(0)], Cancelled));
    }

    [Fact]
    public async Task Acquire_ByTwoProcessesAtOnce_OneWinsEveryTime()
    {
        const int rounds = 60;
        await using var other = await registry.OpenAgainAsync();
        var dataset = await registry.AddDatasetAsync();
        for (var round = 0; round < rounds; round++)
        {
            var run = await registry.AddRunAsync(dataset);
            using var barrier = new Barrier(2);
            async Task<RunLease?> Race(RegistryFixture process, string node)
            {
                await Task.Yield();
                barrier.SignalAndWait(Cancelled);
                return await process.Ledger.AcquireAsync(run, node, Cancelled);
            }
            var leases = await Task.WhenAll(Task.Run(() => Race(registry, "one"), Cancelled), Task.Run(() => Race(other, "two"), Cancelled));
            Assert.Single(leases, lease => lease is not null);
        }
        Assert.All(await registry.ReadAsync(c => c.Runs.ToListAsync(Cancelled)), r => Assert.Equal((1, 1L), (r.Attempts, r.LeaseToken)));
    }

    [Fact]
    public async Task Append_AfterAResume_ReplacesEpochsAndForgetsThoseBehind()
    {
        var run = await NewRunAsync();
        var first = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(first, [Samples.Epoch(0, valAccuracy: 0.5), Samples.Epoch(1, valAccuracy: 0.6), Samples.Epoch(2, valAccuracy: 0.99)], Cancelled);
        await registry.Ledger.InterruptAsync(first, "power cut", Cancelled);

        // The last checkpoint was of epoch 0: epoch 1 comes again, and what was said of epoch 2 no longer holds.
        var second = (await registry.Ledger.AcquireAsync(run, "two", Cancelled))!;
        await registry.Ledger.AppendAsync(second, [Samples.Started(["cat", "dog"], resumed: true), Samples.Epoch(1, valAccuracy: 0.61)], Cancelled);

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal((1, 0.61, 2), (stored.BestEpoch, stored.BestValAccuracy, stored.EpochsDone));
        Assert.Equal([(0, 0.5), (1, 0.61)], (await EpochsAsync()).Select(e => (e.Epoch, e.ValAccuracy!.Value)));

        await registry.Ledger.AppendAsync(second, [Samples.Epoch(2, valAccuracy: 0.7)], Cancelled);
        stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal((2, 3, 2), (stored.BestEpoch, stored.EpochsDone, stored.Attempts));
    }

    [Fact]
    public async Task Append_TheSameEpochTwice_CountsOnce()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0, valAccuracy: 0.5)], Cancelled);
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0, valAccuracy: 0.4)], Cancelled);

        Assert.Equal(0.4, Assert.Single(await EpochsAsync()).ValAccuracy);
        Assert.Equal(0.4, (await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled))).BestValAccuracy);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(null)]
    public async Task Append_ANumberThatIsNotFinite_IsFlaggedAndNeverBest(double? value)
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0, valAccuracy: value) with { NonFinite = value is null }, Samples.Epoch(1, valAccuracy: 0.3)], Cancelled);

        var first = (await EpochsAsync())[0];
        Assert.True(first.NonFinite);
        Assert.Null(first.ValAccuracy);
        Assert.Equal((1, 0.3), ((await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled))) is var r ? (r.BestEpoch, r.BestValAccuracy) : default));
    }

    [Fact]
    public async Task Append_WithALossMonitor_TakesTheLowest()
    {
        var spec = Samples.Spec();
        spec = spec with { Callbacks = [new("ModelCheckpoint", ("monitor", "val_loss"), ("saveBestOnly", true))] };
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0, valLoss: 0.9, valAccuracy: 0.9), Samples.Epoch(1, valLoss: 0.4, valAccuracy: 0.7), Samples.Epoch(2, valLoss: 0.5, valAccuracy: 0.8)], Cancelled);

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal(("val_loss", 1, 0.4, 0.7), (stored.Monitor, stored.BestEpoch, stored.BestValLoss, stored.BestValAccuracy));
    }

    [Fact]
    public async Task Append_Overfitting_WarnsOnceAndTellsTheFeed()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        var told = new List<RunEvent>();
        using var subscription = registry.Get<IRunFeed>().Subscribe(run, notice => told.AddRange(notice.Events));
        for (var i = 0; i < 6; i++)
            await registry.Ledger.AppendAsync(lease, [Samples.Epoch(i, loss: 0.5 - (0.05 * i), valLoss: 0.6 + (0.05 * i))], Cancelled);

        Assert.Equal(RunWarnings.Overfitting, Assert.Single(told.OfType<WarningEvent>()).Code);
        var row = Assert.Single(await registry.ReadAsync(c => c.Warnings.ToListAsync(Cancelled)));
        Assert.Equal(3, row.Epoch);
    }

    // Only the epochs around a batch are read again: what is judged must not depend on how far back that is.
    [Fact]
    public async Task Append_OverfittingLate_IsToldAtItsEpoch_AndAGoodBeginningStaysGood()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Started(["cat", "dog"])], Cancelled);
        // Learns at first, is at chance from the sixth epoch on, and overfits from the twentieth.
        for (var i = 0; i < 30; i++)
            await registry.Ledger.AppendAsync(lease, [Samples.Epoch(i, loss: 0.5 - (0.01 * i), accuracy: i < 5 ? 0.9 : 0.5, valLoss: i < 20 ? 0.6 : 0.6 + (0.05 * (i - 19)), valAccuracy: i < 5 ? 0.9 : 0.5)], Cancelled);

        var row = Assert.Single(await registry.ReadAsync(c => c.Warnings.ToListAsync(Cancelled)));
        Assert.Equal((RunWarnings.Overfitting, 22), (row.Code, row.Epoch));
    }

    // A thousand epochs on, a batch still reads a handful.
    [Fact]
    public async Task Append_InALongRun_ReadsFewEpochs()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [.. Enumerable.Range(0, 1000).Select(i => Samples.Epoch(i))], Cancelled);
        var tracked = new List<int>();
        await registry.Get<RegistryWriter>().WriteAsync(
            async unit =>
            {
                await new RunEventRecorder(unit, await unit.Context.Runs.SingleAsync(Cancelled), 1).RecordAsync([Samples.Epoch(1000)], Cancelled);
                tracked.AddRange(unit.Context.ChangeTracker.Entries<Rows.RunEpoch>().Select(e => e.Entity.Epoch));
                return true;
            },
            Cancelled);
        Assert.Equal([997, 998, 999, 1000], tracked.Order());
    }

    [Fact]
    public async Task Publish_ComesAfterTheCommit()
    {
        var run = await NewRunAsync();
        var seen = -1;
        using var subscription = registry.Get<IRunFeed>().Subscribe(run, notice =>
        {
            using var context = registry.Get<IDbContextFactory<Persistence.RegistryContext>>().CreateDbContext();
            if (notice.Events.Count > 0) seen = context.Epochs.Count();
        });
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0)], Cancelled);
        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Append_Progress_IsToldEachTimeAndStoredNowAndThen()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        var told = 0;
        using var subscription = registry.Get<IRunFeed>().Subscribe(run, notice => told += notice.Events.Count);
        async Task<int> AppendAndReadAsync(int step)
        {
            Assert.True(await registry.Ledger.AppendAsync(lease, [new ProgressEvent(0, step, 9, 0.5, 100, 12)], Cancelled));
            var json = await registry.ReadAsync(c => c.RunFacts.Select(f => f.ProgressJson).SingleAsync(Cancelled));
            return Assert.IsType<ProgressEvent>(RunEventJson.TryRead(json!)).Step;
        }
        Assert.Equal(1, await AppendAndReadAsync(1));
        Assert.Equal(1, await AppendAndReadAsync(2));
        registry.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await AppendAndReadAsync(3));
        Assert.Equal((3, 0), (told, await registry.ReadAsync(c => c.Log.CountAsync(Cancelled))));

        // What is only told is fenced too.
        registry.Time.Advance(TimeSpan.FromSeconds(31));
        await registry.Ledger.AcquireAsync(run, "two", Cancelled);
        Assert.False(await registry.Ledger.AppendAsync(lease, [new ProgressEvent(0, 4, 9, 0.5, 100, 12)], Cancelled));
        Assert.False(await registry.Ledger.AppendAsync(lease, [new ProgressEvent(0, 5, 9, 0.5, 100, 12)], Cancelled));
    }

    [Fact]
    public async Task Finish_KeepsOutputsAndScores()
    {
        var dataset = await registry.AddDatasetAsync();
        var run = await registry.AddFinishedRunAsync(dataset, [0.5, 0.9, 0.8]);

        var stored = (await registry.Runs.FindAsync(run, Cancelled))!;
        Assert.Equal((RunStatus.Completed, 1, 0.9, "0.1.0"), (stored.Status, stored.BestEpoch, stored.BestValAccuracy, stored.EngineVersion));
        Assert.Equal(Samples.Preprocessing, stored.PreprocessingJson);
        Assert.NotNull(stored.BestModel);
        var facts = await registry.ReadAsync(c => c.RunFacts.SingleAsync(Cancelled));
        Assert.Equal((10, 0.85, 0.05), (facts.EvaluatedPictures, facts.MacroF1, facts.CalibrationError));
    }

    [Fact]
    public async Task Recover_AfterAKill_GivesBackWhatTheNodeHeldAndWhatWaits()
    {
        var dataset = await registry.AddDatasetAsync();
        var running = await registry.AddRunAsync(dataset);
        var stopping = await registry.AddRunAsync(dataset);
        var elsewhere = await registry.AddRunAsync(dataset);
        var queued = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(running, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Started(["cat", "dog"]), Samples.Epoch(0)], Cancelled);
        await registry.Ledger.AcquireAsync(stopping, "here", Cancelled);
        await registry.Runs.RequestStopAsync(stopping, Cancelled);
        await registry.Ledger.AcquireAsync(elsewhere, "there", Cancelled);

        // The process is gone without a word; another opens the same file.
        await using var again = await registry.OpenAgainAsync();
        Assert.Equal([running, queued], await again.Ledger.RecoverAsync("here", Cancelled));

        var status = await again.ReadAsync(c => c.Runs.ToDictionaryAsync(r => r.Id, r => r.Status, Cancelled));
        Assert.Equal((RunStatus.Interrupted, RunStatus.Cancelled, RunStatus.Starting, RunStatus.Queued), (status[running], status[stopping], status[elsewhere], status[queued]));
        Assert.False(await registry.Ledger.AppendAsync(lease, [Samples.Epoch(1)], Cancelled));

        again.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([running, elsewhere, queued], await again.Ledger.RecoverAsync(null, Cancelled));
    }

    private async Task<Core.RunId> NewRunAsync() => await registry.AddRunAsync(await registry.AddDatasetAsync());

    private Task<List<Rows.RunEpoch>> EpochsAsync() => registry.ReadAsync(c => c.Epochs.OrderBy(e => e.Epoch).ToListAsync(Cancelled));
}
