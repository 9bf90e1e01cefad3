using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Epochs drawn with replacement.</summary>
public sealed class SamplingTests
{
    private static readonly LabelledFiles Uneven = new(
        "",
        ["rare", "common"],
        [.. Enumerable.Range(0, 1000).Select(i => new LabelledFile($"{i}.png", i < 100 ? 0 : 1))]
    );

    [Fact]
    public void Order_Weighted_DrawsEachClassAlike_AndKeepsTheEpochsLength()
    {
        var weights = Classes.SamplingWeights(Uneven);
        var order = EpochOrder.For(3, 0, 1000, shuffle: true, weights);
        Assert.Equal(1000, order.Length);
        // Three standard deviations of a fair coin.
        Assert.InRange(order.Count(i => i < 100), 500 - 48, 500 + 48);
        Assert.True(order.Distinct().Count() < 700);
        Assert.Equal(order, EpochOrder.For(3, 0, 1000, shuffle: true, weights));
        Assert.NotEqual(order, EpochOrder.For(3, 1, 1000, shuffle: true, weights));
        Assert.NotEqual(order, EpochOrder.For(4, 0, 1000, shuffle: true, weights));
    }

    [Fact]
    public void Order_OfATablesWeights_DrawsByThem_AndNeverWhatWeighsNothing()
    {
        var order = EpochOrder.For(0, 0, 4000, shuffle: true, [0, 1, 3, 0]);
        Assert.All(order, i => Assert.InRange(i, 1, 2));
        Assert.InRange(order.Count(i => i == 1), 1000 - 83, 1000 + 83);
    }

    [Fact]
    public void Run_Weighted_ResumesBitEqual()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var shuffled = SmallRun.Run(spec, folder.Out("shuffled"));
        spec = spec with { Data = spec.Data with { Sampling = "weighted" } };
        var whole = SmallRun.Run(spec, folder.Out("whole"));
        Assert.NotEqual(shuffled.WeightsHash, whole.WeightsHash);
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("parts"), e => Stop(e, stop), stop: stop);
        Assert.Equal(whole.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
    }

    [Fact]
    public void Run_WithBackupAndRestore_AlsoSavesWithinAnEpoch_AndResumesFromThere()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Callbacks = [new ComponentSpec("BackupAndRestore", ("saveFreq", 3))] };
        var events = new List<RunEvent>();
        var whole = SmallRun.Run(spec, folder.Out("whole"), events: events);
        // 27 pictures, a quarter for validation: 21 in batches of 5 are 5 steps; 5 epochs. Every third of 25 steps but those that end an epoch, and each
        // epoch's end.
        var within = Enumerable.Range(1, 25).Count(step => step % 3 == 0 && step % 5 != 0);
        Assert.Equal(5 + within, events.OfType<CheckpointEvent>().Count());
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("parts"), e => Stop(e, stop), stop: stop);
        Assert.Equal(whole.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
    }

    private static void Stop(RunEvent e, CancellationTokenSource stop)
    {
        if (e is ProgressEvent { Epoch: 3, Step: 2 })
        {
            stop.Cancel();
        }
    }
}
