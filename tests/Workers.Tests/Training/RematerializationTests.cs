using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A run that computes its activations twice is the run that keeps them.</summary>
public sealed class RematerializationTests
{
    [Fact]
    public void Run_ThatComputesActivationsTwice_EqualsThePlainRun()
    {
        using var folder = new PictureFolder();
        var spec = Deep(folder);
        var plain = SmallRun.Run(spec, folder.Out("plain"));
        var twice = SmallRun.Run(spec with { Rematerialization = "full" }, folder.Out("twice"));
        Assert.Equal(plain.WeightsHash, twice.WeightsHash);
        Assert.Equal(History(folder, "plain"), History(folder, "twice"));
        Assert.Contains("\"rematerialization\": \"full\"", File.ReadAllText(Path.Combine(folder.Out("twice"), "spec.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("full", "full")]
    [InlineData("none", "full")]
    [InlineData("full", null)]
    public void Run_StoppedAndResumed_InEitherWay_EqualsTheUndisturbedRun(string first, string? second)
    {
        using var folder = new PictureFolder();
        var spec = Deep(folder);
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        void Stop(RunEvent e)
        {
            if (e is ProgressEvent { Epoch: 2, Step: 2 })
            {
                stop.Cancel();
            }
        }
        Assert.Equal("cancelled", SmallRun.Run(spec with { Rematerialization = first }, folder.Out("parts"), Stop, stop: stop).Status);
        Assert.Equal(undisturbed.WeightsHash, SmallRun.Run(spec with { Rematerialization = second }, folder.Out("parts"), resume: true).WeightsHash);
        Assert.Equal(History(folder, "whole"), History(folder, "parts"));
    }

    [Fact]
    public void Run_OnCachedFeatures_EqualsThePlainRun()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Augmentation = [] };
        var events = new List<RunEvent>();
        var twice = SmallRun.Run(spec with { Rematerialization = "full" }, folder.Out("twice"), events: events);
        Assert.Equal(SmallRun.Run(spec, folder.Out("plain")).WeightsHash, twice.WeightsHash);
        Assert.All(events.OfType<FeaturesEvent>(), features => Assert.Equal(27, features.Cached));
    }

    // Everything trains, so that there are parts to cut.
    private static TrainingSpec Deep(PictureFolder folder) =>
        SmallRun.Spec(folder) with
        {
            Stages =
            [
                new StageSpec
                {
                    Epochs = 4,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 0.003), ("gradientAccumulationSteps", 2)),
                },
            ],
        };

    private static string History(PictureFolder folder, string run) => File.ReadAllText(Path.Combine(folder.Out(run), "history.json"));
}
