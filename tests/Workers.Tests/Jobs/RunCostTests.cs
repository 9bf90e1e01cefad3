using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Measurements;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class RunCostTests
{
    private static readonly BackboneSpeed[] Speeds = [new("EfficientNetLite0", 224, 20, 80)];

    [Fact]
    public void Detector_CostsItsHead()
    {
        RunEstimate Estimate(int channels)
        {
            var json =
                $$$"""{ "task": "object-detection", "backbone": { "name": "EfficientNetLite0" }, "head": { "channels": {{{channels}}} }, "stages": [{ "epochs": 10, "optimizer": { "class": "Adam" } }] }""";
            return RunCost.Estimate(TrainingSpecJson.Parse(json).Value!, 1000, Speeds);
        }
        var (narrow, wide) = (Estimate(64), Estimate(128));
        // Nearly all of it is the head, where the backbone is frozen.
        Assert.InRange(wide.Seconds!.Value / narrow.Seconds!.Value, 3, 4);
        Assert.True(wide.MemoryGigabytes > narrow.MemoryGigabytes);
        Assert.True(narrow.Seconds > 5 * RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, Speeds).Seconds);
    }

    [Fact]
    public void Estimate_WhenNothingIsMeasured_SaysSo()
    {
        var estimate = RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, []);
        Assert.Null(estimate.Seconds);
        Assert.StartsWith("not measured yet", estimate.Sentence);
    }

    [Fact]
    public void Estimate_IsSaidInTheReadersLanguage()
    {
        var before = CultureInfo.CurrentUICulture;
        UserLanguage.Speak(UserLanguage.Chinese);
        string[] said =
        [
            RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, []).Sentence,
            RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, Speeds).Sentence,
            RunCost.Unknown.Sentence,
        ];
        CultureInfo.CurrentUICulture = before;
        Assert.Matches("^尚未测量，[0-9.]+ GB$", said[0]);
        Assert.Matches("^约 [0-9]+ 秒，[0-9.]+ GB$", said[1]);
        Assert.Equal("有设置错误时无法估计", said[2]);
        Assert.Matches("^about [0-9]+ s, [0-9.]+ GB$", RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, Speeds).Sentence);
    }

    [Fact]
    public void Estimate_WhenTheBackboneIsFrozen_CostsOneForwardAPictureAndLittleAnEpoch()
    {
        var ten = RunCost.Estimate(Spec(StrategyNames.FeatureExtraction), 1000, Speeds).Seconds!.Value;
        // 1,000 pictures at 16 ms (folded), plus decoding, start and heads.
        Assert.InRange(ten, 17, 23);
        var spec = Spec(StrategyNames.FeatureExtraction);
        var twenty = RunCost.Estimate(spec with { Stages = [spec.Stages[0] with { Epochs = 20 }] }, 1000, Speeds).Seconds!.Value;
        Assert.InRange(twenty - ten, 0.5, 3);
    }

    // 1,000 pictures at 16 ms and their decoding are what an earlier run has paid.
    [Fact]
    public void Estimate_WhenAnEarlierRunKeptTheFeatures_CostsNoForward()
    {
        var spec = Spec(StrategyNames.FeatureExtraction);
        KeptFeatures[] kept = [new(spec, [new FeaturesEvent(0, 1000, 1000, 150)])];
        var (first, second) = (
            Seconds(spec),
            Seconds(
                spec with
                {
                    Head = new() { Dropout = 0.5 },
                    Seed = 7,
                },
                kept
            )
        );
        Assert.InRange(first - second, 16, 18);
        Assert.InRange(second, 2, 4);
    }

    [Fact]
    public void Estimate_WhenWhatWasKeptIsOfOtherNumbers_CostsTheForwardAgain()
    {
        var spec = Spec(StrategyNames.FeatureExtraction);
        KeptFeatures[] kept = [new(spec, [new FeaturesEvent(0, 1000, 1000, 150)])];
        TrainingSpec[] others =
        [
            spec with
            {
                Data = spec.Data with { ImageSize = [160, 160] },
            },
            spec with
            {
                Data = spec.Data with { Interpolation = "nearest" },
            },
            spec with
            {
                Backbone = spec.Backbone with { Weights = "none" },
            },
            spec with
            {
                Precision = "mixed_bfloat16",
            },
            Spec(StrategyNames.FeatureExtraction) with
            {
                Stages = [spec.Stages[0] with { Unfreeze = Unfreeze.Last(20) }],
            },
        ];
        foreach (var other in others)
            Assert.Equal(Seconds(other), Seconds(other, kept), 6);
        Assert.Equal(RunCost.Estimate(spec, 2000, Speeds).Seconds, RunCost.Estimate(spec, 2000, Speeds, kept).Seconds);
    }

    // The pass of the first stage puts by what the second one reads; kept from a run of one stage, the second needs its own.
    [Fact]
    public void Estimate_OfTwoStages_RunsThePicturesOnce()
    {
        var two = Spec(StrategyNames.FineTuning);
        Assert.Equal(2, two.Stages.Count);
        var (one, last) = (two with { Stages = [two.Stages[0]] }, two with { Stages = [two.Stages[1]] });
        // Decoding, start and the forward pass are in both halves.
        Assert.InRange(Seconds(one) + Seconds(last) - Seconds(two), 14, 19);
        KeptFeatures[] kept = [new(one, [new FeaturesEvent(0, 1000, 1000, 150)])];
        Assert.InRange(Seconds(two) - Seconds(two, kept), 0, 5);
        kept = [new(two, [new FeaturesEvent(0, 1000, 1000, 150), new FeaturesEvent(1, 1000, 0, 130)])];
        Assert.InRange(Seconds(two) - Seconds(two, kept), 16, 18);
    }

    // What stands behind a frontier that moves back has trained.
    [Fact]
    public void Estimate_WhenLayersBeforeTheFrontierHaveTrained_TrustsNoEarlierRun()
    {
        var spec = Spec(StrategyNames.FeatureExtraction);
        var back = spec with { Stages = [spec.Stages[0] with { Unfreeze = Unfreeze.Last(20) }, spec.Stages[0]] };
        KeptFeatures[] kept = [new(spec, [new FeaturesEvent(0, 1000, 1000, 150)])];
        Assert.Equal(Seconds(back), Seconds(back, kept), 6);
    }

    [Fact]
    public void Estimate_WhenPicturesAreAugmented_CostsAForwardInEveryEpoch()
    {
        var augmented = Spec(StrategyNames.FeatureExtraction) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] };
        Assert.InRange(RunCost.Estimate(augmented, 1000, Speeds).Seconds!.Value, 125, 150);
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
        var (half, full) = (
            RunCost.Estimate(small, 10_000, Speeds).Seconds!.Value,
            RunCost.Estimate(Spec(StrategyNames.Everything), 10_000, Speeds).Seconds!.Value
        );
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

    private static double Seconds(TrainingSpec spec, IReadOnlyList<KeptFeatures>? kept = null) => RunCost.Estimate(spec, 1000, Speeds, kept).Seconds!.Value;

    private static TrainingSpec Spec(string strategy) => SpecPresets.For(strategy, "EfficientNetLite0", "");
}
