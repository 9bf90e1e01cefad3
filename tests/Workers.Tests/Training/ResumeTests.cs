using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class ResumeTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    public void Run_StoppedAndResumed_EqualsTheUndisturbedRun(int epoch, int step)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        var first = new List<RunEvent>();
        var stopped = SmallRun.Run(spec, folder.Out("parts"), e => Stop(e, epoch, step, stop), stop: stop, events: first);
        Assert.Equal("cancelled", stopped.Status);
        Assert.Equal("cancelled", Assert.IsType<FinishedEvent>(first[^1]).Status);
        var second = new List<RunEvent>();
        var resumed = SmallRun.Run(spec, folder.Out("parts"), resume: true, events: second);
        Assert.Equal(undisturbed.Status, resumed.Status);
        Assert.Equal(undisturbed.WeightsHash, resumed.WeightsHash);
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Out("whole"), "history.json")), File.ReadAllText(Path.Combine(folder.Out("parts"), "history.json")));
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.Out("whole"), "evaluation.json")),
            File.ReadAllText(Path.Combine(folder.Out("parts"), "evaluation.json"))
        );
        var written = File.ReadLines(Path.Combine(folder.Out("parts"), "events.jsonl")).Select(line => RunEventJson.TryRead(line)!).ToArray();
        Assert.Equal([0, 1, 2, 3, 4], written.OfType<EpochEvent>().Select(e => e.Epoch));
        Assert.Single(written.OfType<FinishedEvent>());
        Assert.True(second.OfType<StartedEvent>().Single().Resumed);
    }

    [Fact]
    public void Run_StoppedWhileItsCacheIsFilled_LeavesACheckpointAndResumes()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Augmentation = [] };
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        // The second stage fills its cache right after the first stage's last checkpoint.
        Assert.Equal("cancelled", SmallRun.Run(spec, folder.Out("parts"), e => StopAfterCheckpoint(e, 1, stop), stop: stop).Status);
        Assert.Equal(undisturbed.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
    }

    [Fact]
    public void Run_WithADamagedNewestCheckpoint_GoesOnFromTheOneBefore()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("parts"), e => Stop(e, 3, 2, stop), stop: stop);
        var newest = Directory.GetFiles(Path.Combine(folder.Out("parts"), "checkpoint"), "*.ckpt").Order().Last();
        var bytes = File.ReadAllBytes(newest);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(newest, bytes);
        var events = new List<RunEvent>();
        var resumed = SmallRun.Run(spec, folder.Out("parts"), resume: true, events: events);
        Assert.Equal("checkpoint-damaged", Assert.IsType<WarningEvent>(events[0]).Code);
        Assert.Equal(undisturbed.WeightsHash, resumed.WeightsHash);
    }

    [Fact]
    public void Run_ResumedWithoutACheckpoint_BeginsAnew()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var events = new List<RunEvent>();
        var resumed = SmallRun.Run(spec, folder.Out("a"), resume: true, events: events);
        Assert.False(events.OfType<StartedEvent>().Single().Resumed);
        Assert.Equal(SmallRun.Run(spec, folder.Out("b")).WeightsHash, resumed.WeightsHash);
    }

    [Fact]
    public void Run_ResumedAfterItsEnd_EndsAlike()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var whole = SmallRun.Run(spec, folder.Out("a"));
        var again = SmallRun.Run(spec, folder.Out("a"), resume: true);
        Assert.Equal(whole, again);
    }

    [Fact]
    public void Run_ResumedWithAnotherSpec_IsRefused()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"));
        var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(SmallRun.Spec(folder, seed: 1), folder.Out("a"), resume: true));
        Assert.Contains("begun with", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What a killed writer left half-written is gone at the next start; what others named with a dot stays.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Run_AfterAKilledWrite_SweepsWhatItLeft(bool resume, bool folds)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec()], CrossValidation = folds ? new CrossValidationSpec { Folds = 2 } : null };
        string[] places = [folder.Out("a"), Path.Combine(folder.Out("a"), folds ? "fold-1" : "checkpoint")];
        foreach (var place in places)
        {
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, $".{Guid.NewGuid():N}-best.keras"), "half");
            File.WriteAllText(Path.Combine(place, $".{Guid.NewGuid():N}.tmp"), "half");
            File.WriteAllText(Path.Combine(place, ".mine"), "kept");
        }
        SmallRun.Run(spec, folder.Out("a"), resume: resume);
        Assert.All(places, place => Assert.Equal([".mine"], Directory.GetFiles(place, ".*").Select(Path.GetFileName)));
    }

    [Fact]
    public void Load_OfACheckpointCutAnywhere_FallsBack()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"));
        var store = new CheckpointStore(Path.Combine(folder.Out("a"), "checkpoint"));
        var files = Directory.GetFiles(Path.Combine(folder.Out("a"), "checkpoint"), "*.ckpt").Order().ToArray();
        Assert.Equal(2, files.Length);
        var whole = File.ReadAllBytes(files[^1]);
        using var older = Epoch(store, files[^1], []);
        for (var length = 0; length < whole.Length; length += 4096)
        {
            using var found = Epoch(store, files[^1], whole[..length]);
            Assert.Equal(older.State.Epoch, found.State.Epoch);
        }
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            using var found = Epoch(store, files[^1], flipped);
            Assert.Equal(older.State.Epoch, found.State.Epoch);
        }
        using var good = Epoch(store, files[^1], whole);
        Assert.Equal(older.State.Epoch + 1, good.State.Epoch);
    }

    // A checkpoint holds weights and moments; saved and read, it must not be in memory a second time.
    [Fact]
    public void SaveAndLoad_OfALargeCheckpoint_AllocateLittleManagedMemory()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"));
        var store = new CheckpointStore(Path.Combine(folder.Out("a"), "checkpoint"));
        using var small = store.Load(_ => { })!;
        using var weight = TorchSharp.torch.rand(5_000_000);
        var large = new Checkpoint(small.State, [("weight/0", weight)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        store.Save(large);
        using var found = store.Load(_ => { })!;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        Assert.All(found.Group("weight"), read => Assert.True(read.equal(weight).all().item<bool>()));
        Assert.True(found.Has("weight") && !found.Has("best"));
    }

    private static StoredCheckpoint Epoch(CheckpointStore store, string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        return store.Load(_ => { })!;
    }

    private static void StopAfterCheckpoint(RunEvent e, int epoch, CancellationTokenSource stop)
    {
        if (e is CheckpointEvent checkpoint && checkpoint.Epoch == epoch)
        {
            stop.Cancel();
        }
    }

    private static void Stop(RunEvent e, int epoch, int step, CancellationTokenSource stop)
    {
        if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
        {
            stop.Cancel();
        }
    }
}
