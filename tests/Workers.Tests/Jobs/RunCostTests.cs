using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Measurements;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class RunCostTests
{
    private static readonly BackboneSpeed[] Speeds = [new("EfficientNetLite0", 224, 20, 80)];

    [Fact]
    public void Estimate_WhenNothingIsMeasured_SaysSo()
    {
        var estimate = RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, []);
        Assert.Null(estimate.Seconds);
        Assert.StartsWith("not measured yet", estimate.Sentence);
    }

    [Fact]
    public void Estimate_WhenTheBackboneIsFrozen_CostsOneForwardAPictureAndLittleAnEpoch()
    {
        var ten = RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, Speeds).Seconds!.Value;
        // 1,000 pictures at 20 ms, plus decoding, start and heads.
        Assert.InRange(ten, 20, 30);
        var spec = Spec(StrategyNames.FeatureExtraction);
        var twenty = RunCost.Estimate(spec with { Stages = [spec.Stages[0] with { Epochs = 20 }] }, 1000, Speeds).Seconds!.Value;
        Assert.InRange(twenty - ten, 0.5, 3);
    }

    [Fact]
    public void Estimate_WhenPicturesAreAugmented_CostsAForwardInEveryEpoch()
    {
        var augmented = Spec(StrategyNames.FeatureExtraction) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] };
        Assert.InRange(RunCost.Estimate(augmented, 1000, Speeds).Seconds!.Value, 160, 200);
    }

    [Fact]
    public void Estimate_WhenMoreTrains_CostsMoreTimeAndMemory()
    {
        var (some, all) = (RunCost.Estimate(Spec(StrategyNames.FineTuning), 1000, Speeds), RunCost.Estimate(Spec(StrategyNames.Everything), 1000, Speeds));
        Assert.True(some.Seconds < all.Seconds);
        Assert.True(some.MemoryGigabytes < all.MemoryGigabytes);
    }

    [Fact]
    public void Estimate_WhenAnotherSizeWasMeasured_ScalesByArea()
    {
        var small = Spec(StrategyNames.Everything) with { Data = new() { ImageSize = [112, 112] } };
        var (half, full) = (RunCost.Estimate(small, 10_000, Speeds).Seconds!.Value, RunCost.Estimate(Spec(StrategyNames.Everything), 10_000, Speeds).Seconds!.Value);
        Assert.InRange(full / half, 3.5, 4.1);
    }

    [Theory]
    [InlineData(100, "s, ")]
    [InlineData(20_000, "min, ")]
    public void Estimate_SaysTimeAndMemoryInWords(int pictures, string unit)
    {
        var sentence = RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), pictures, Speeds).Sentence;
        Assert.StartsWith("about ", sentence);
        Assert.Contains(unit, sentence);
        Assert.EndsWith(" GB", sentence);
    }

    private static TrainingSpec Spec(string strategy) => SpecPresets.For(strategy, "EfficientNetLite0", "");
}
