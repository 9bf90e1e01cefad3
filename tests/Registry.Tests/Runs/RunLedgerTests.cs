using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Core.Workers;
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

    // Days may pass, and clocks may be set: a holder is gone when its process is.
    [Fact]
    public async Task Acquire_WhenAnotherHoldsIt_GivesNothingUntilItsProcessIsGone()
    {
        var run = await NewRunAsync();
        var first = await registry.Ledger.AcquireAsync(run, "one", Cancelled);
        Assert.NotNull(first);
        registry.Time.Advance(TimeSpan.FromDays(3));
        await registry.Ledger.RecoverAsync(Cancelled, "one");
        Assert.Null(await registry.Ledger.AcquireAsync(run, "two", Cancelled));

        await registry.Ledger.RecoverAsync(Cancelled);
        var second = await registry.Ledger.AcquireAsync(run, "two", Cancelled);

        Assert.Equal(first.Token + 1, second!.Token);
        Assert.Equal(2, second.Attempt);
    }

    [Fact]
    public async Task EveryWrite_OfALostLease_IsRefusedAndChangesNothing()
    {
        var run = await NewRunAsync();
        var frozen = (await registry.Ledger.AcquireAsync(run, "frozen", Cancelled))!;
        await registry.Ledger.RecoverAsync(Cancelled);
        var next = (await registry.Ledger.AcquireAsync(run, "next", Cancelled))!;

        Assert.False(await registry.Ledger.AppendAsync(frozen, [Samples.Epoch(0)], Cancelled));
        Assert.False(await registry.Ledger.InterruptAsync(frozen, "late", Cancelled));
        Assert.False(await registry.Ledger.FinishAsync(frozen, RunStatus.Completed, null, null, Cancelled));
        Assert.Null(await registry.Ledger.Work.BeginAttemptAsync(frozen, "late", Cancelled));

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal((RunStatus.Starting, 0), (stored.Status, stored.EpochsDone));
        Assert.Equal(0, await registry.ReadAsync(c => c.Epochs.CountAsync(Cancelled)));
        Assert.True(await registry.Ledger.AppendAsync(next, [Samples.Epoch(0)], Cancelled));
    }

    // What is stored and how far it was read are one transaction: a reader that starts again skips and repeats nothing.
    [Fact]
    public async Task Append_StoresOffsetsWithTheEvents_AndANewHolderIsToldThem()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0)], new(120, 7, 3.5), Cancelled);
        await registry.Ledger.RecoverAsync(Cancelled);

        var next = (await registry.Ledger.Work.AcquireAsync(WorkId.Of(run), TestLedger.Process("two"), Cancelled))!;
        Assert.Equal((new WorkOffsets(120, 7, 3.5), lease.Handle), (next.Offsets, next.Handle));
        Assert.Equal(3.5, (await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled))).DurationSeconds);
    }

    [Fact]
    public async Task Waiting_ComesInOrderOfArrival_AndWhatWasBegunFirst_WhateverTheClockSays()
    {
        var dataset = await registry.AddDatasetAsync();
        var first = await registry.AddRunAsync(dataset);
        registry.Time.AdjustTime(registry.Time.GetUtcNow() - TimeSpan.FromHours(2));
        var second = await registry.AddRunAsync(dataset);
        var begun = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(begun, "one", Cancelled))!;
        await registry.Ledger.InterruptAsync(lease, "power cut", Cancelled);

        Assert.Equal([begun, first, second], (await registry.Ledger.Work.WaitingAsync(Cancelled)).Select(w => w.Id.Run));
    }

    [Fact]
    public async Task Acquire_ByTwoProcessesAtOnce_OneWinsEveryTime()
    {
        const int rounds = 60;
        await using var other = registry.Beside();
        var dataset = await registry.AddDatasetAsync();
        for (var round = 0; round < rounds; round++)
        {
            var run = await registry.AddRunAsync(dataset);
            using var barrier = new Barrier(2);
            async Task<WorkLease?> Race(RegistryFixture process, string node)
            {
                await Task.Yield();
                barrier.SignalAndWait(Cancelled);
                return await process.Ledger.AcquireAsync(run, node, Cancelled);
            }
            var leases = await Task.WhenAll(Task.Run(() => Race(registry, "one"), Cancelled), Task.Run(() => Race(other, "two"), Cancelled));
            Assert.Single(leases, lease => lease is not null);
        }
        Assert.All(
            await registry.ReadAsync(c => c.Work.Where(w => w.Kind == WorkKind.Training).ToListAsync(Cancelled)),
            w => Assert.Equal((1, 1L), (w.Attempt, w.Token))
        );
    }

    [Fact]
    public async Task Append_AfterAResume_ReplacesEpochsAndForgetsThoseBehind()
    {
        var run = await NewRunAsync();
        var first = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(
            first,
            [Samples.Epoch(0, valAccuracy: 0.5), Samples.Epoch(1, valAccuracy: 0.6), Samples.Epoch(2, valAccuracy: 0.99)],
            Cancelled
        );
        await registry.Ledger.InterruptAsync(first, "power cut", Cancelled);

        // The last checkpoint was of epoch 0: epoch 1 comes again, and what was said of epoch 2 no longer holds.
        var second = (await registry.Ledger.AcquireAsync(run, "two", Cancelled))!;
        await registry.Ledger.AppendAsync(second, [Samples.Started(["cat", "dog"], resumed: true), Samples.Epoch(1, valAccuracy: 0.61)], Cancelled);

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal((1, 0.61, 2), (stored.BestEpoch, await BestAsync(run, "val_accuracy"), stored.EpochsDone));
        Assert.Equal([(0, 0.5), (1, 0.61)], (await EpochsAsync()).Select(e => (e.Epoch, e.Metrics["val_accuracy"]!.Value)));

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

        Assert.Equal(0.4, Assert.Single(await EpochsAsync()).Metrics["val_accuracy"]);
        Assert.Equal(0.4, await BestAsync(run, "val_accuracy"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(null)]
    public async Task Append_ANumberThatIsNotFinite_IsFlaggedAndNeverBest(double? value)
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [Samples.Epoch(0, valAccuracy: value) with { NonFinite = value is null }, Samples.Epoch(1, valAccuracy: 0.3)],
            Cancelled
        );

        var first = (await EpochsAsync())[0];
        Assert.True(first.NonFinite);
        Assert.Null(first.Metrics["val_accuracy"]);
        Assert.Equal((1, 0.3), ((await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled))).BestEpoch, await BestAsync(run, "val_accuracy")));
    }

    [Fact]
    public async Task Append_WithALossMonitor_TakesTheLowest()
    {
        var spec = Samples.Spec();
        spec = spec with { Callbacks = [new("ModelCheckpoint", ("monitor", "val_loss"), ("saveBestOnly", true))] };
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                Samples.Epoch(0, valLoss: 0.9, valAccuracy: 0.9),
                Samples.Epoch(1, valLoss: 0.4, valAccuracy: 0.7),
                Samples.Epoch(2, valLoss: 0.5, valAccuracy: 0.8),
            ],
            Cancelled
        );

        var stored = await registry.ReadAsync(c => c.Runs.SingleAsync(Cancelled));
        Assert.Equal(("val_loss", 1, 0.4, 0.7), (stored.Monitor, stored.BestEpoch, await BestAsync(run, "val_loss"), await BestAsync(run, "val_accuracy")));
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
            await registry.Ledger.AppendAsync(
                lease,
                [
                    Samples.Epoch(
                        i,
                        loss: 0.5 - (0.01 * i),
                        accuracy: i < 5 ? 0.9 : 0.5,
                        valLoss: i < 20 ? 0.6 : 0.6 + (0.05 * (i - 19)),
                        valAccuracy: i < 5 ? 0.9 : 0.5
                    ),
                ],
                Cancelled
            );

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
        await registry
            .Get<RegistryWriter>()
            .WriteAsync(
                async unit =>
                {
                    await new RunEventRecorder(unit, await unit.Context.Runs.SingleAsync(Cancelled), 1).RecordAsync([Samples.Epoch(1000)], [], Cancelled);
                    tracked.AddRange(unit.Context.ChangeTracker.Entries<Rows.RunEpoch>().Select(e => e.Entity.Epoch));
                    return true;
                },
                Cancelled
            );
        Assert.Equal([997, 998, 999, 1000], tracked.Order());
    }

    [Fact]
    public async Task Publish_ComesAfterTheCommit()
    {
        var run = await NewRunAsync();
        var seen = -1;
        using var subscription = registry
            .Get<IRunFeed>()
            .Subscribe(
                run,
                notice =>
                {
                    using var context = registry.Get<IDbContextFactory<Persistence.RegistryContext>>().CreateDbContext();
                    if (notice.Events.Count > 0)
                        seen = context.Epochs.Count();
                }
            );
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0)], Cancelled);
        Assert.Equal(1, seen);
    }

    // The database may take no more, or the child hang: what it said last must not be read as true of now.
    [Fact]
    public async Task Estimate_OfARunThatIsSilent_IsNotRead()
    {
        var run = await NewRunAsync();
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [new ProgressEvent(0, 1, 9, 0.5, 100, 16) { Time = registry.Time.GetUtcNow() }], Cancelled);
        async Task<(double? Row, string Headline, double? Home, double? List)> ReadAsync() =>
            (
                (await registry.SendAsync(new GetRun(run)))!.Row.SecondsLeft,
                (await registry.SendAsync(new GetRun(run)))!.Headline,
                (await registry.SendAsync(new GetHome())).Running.Single().SecondsLeft,
                (await registry.SendAsync(new ListRuns(new()))).Rows.Single().SecondsLeft
            );
        var fresh = await ReadAsync();
        Assert.Equal((16, 16, 16), (fresh.Row, fresh.Home, fresh.List));
        Assert.Contains("left", fresh.Headline, StringComparison.Ordinal);
        registry.Time.Advance(RunSilence.Limit + TimeSpan.FromSeconds(1));
        var later = await ReadAsync();
        Assert.Equal((null, null, null), (later.Row, later.Home, later.List));
        Assert.DoesNotContain("left", later.Headline, StringComparison.Ordinal);
        Assert.True(RunSilence.Is(registry.Time.GetUtcNow(), registry.Time.GetUtcNow() - TimeSpan.FromHours(1)));
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
        await registry.Ledger.RecoverAsync(Cancelled);
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
        Assert.Equal((RunStatus.Completed, 1, 0.9, "0.1.0"), (stored.Status, stored.BestEpoch, stored.Metrics["val_accuracy"], stored.EngineVersion));
        Assert.Equal(Samples.Preprocessing, stored.PreprocessingJson);
        Assert.NotNull(stored.BestModel);
        var facts = await registry.ReadAsync(c => c.RunFacts.SingleAsync(Cancelled));
        Assert.Equal((10, 0.85, 0.05), (facts.EvaluatedPictures, facts.MacroF1, facts.CalibrationError));
    }

    [Fact]
    public async Task Recover_AfterAKill_GivesBackWhatTheDeadHeld()
    {
        var dataset = await registry.AddDatasetAsync();
        var running = await registry.AddRunAsync(dataset);
        var stopping = await registry.AddRunAsync(dataset);
        var elsewhere = await registry.AddRunAsync(dataset);
        var queued = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(running, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Started(["cat", "dog"]), Samples.Epoch(0)], Cancelled);
        await registry.Ledger.AcquireAsync(stopping, "here", Cancelled);
        await registry.Runs.RequestStopAsync(stopping, Caller.LocalOwner, Cancelled);
        await registry.Ledger.AcquireAsync(elsewhere, "there", Cancelled);

        // The process is gone without a word; another opens the same file.
        await using var again = registry.Beside();
        await again.Ledger.RecoverAsync(Cancelled, "there");

        var status = await again.ReadAsync(c => c.Runs.ToDictionaryAsync(r => r.Id, r => r.Status, Cancelled));
        Assert.Equal(
            (RunStatus.Interrupted, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Queued),
            (status[running], status[stopping], status[elsewhere], status[queued])
        );
        Assert.Equal([running, stopping, queued], (await again.Ledger.Work.WaitingAsync(Cancelled)).Select(w => w.Id.Run));
        Assert.False(await registry.Ledger.AppendAsync(lease, [Samples.Epoch(1)], Cancelled));
        // Whoever takes it is told that it is to be stopped.
        Assert.True((await again.Ledger.AcquireAsync(stopping, "again", Cancelled))!.StopRequested);
    }

    private async Task<Core.RunId> NewRunAsync() => await registry.AddRunAsync(await registry.AddDatasetAsync());

    private async Task<double?> BestAsync(RunId run, string metric) => (await registry.Runs.FindAsync(run, Cancelled))!.Metrics[metric];

    private Task<List<Rows.RunEpoch>> EpochsAsync() => registry.ReadAsync(c => c.Epochs.OrderBy(e => e.Epoch).ToListAsync(Cancelled));
}
