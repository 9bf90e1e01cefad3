using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunWarningsTests
{
    private static readonly WarningContext Ten = new(new("accuracy", 0.1), 1000, 200, "inference");

    [Theory]
    [InlineData("0.5 0.6 0.7 0.8", "0.9 0.8 0.7 0.6", 3)]
    [InlineData("0.9 0.5 0.6 0.7 0.8", "1 0.9 0.8 0.7 0.6", 4)]
    [InlineData("0.5 0.6 0.7 0.7", "0.9 0.8 0.7 0.6", null)]
    [InlineData("0.5 0.6 0.7 0.8", "0.6 0.7 0.8 0.9", null)]
    [InlineData("0.5 0.6 0.7", "0.9 0.8 0.7", null)]
    [InlineData("0.5 0.6 - 0.8 0.9", "0.9 0.8 0.7 0.6 0.5", null)]
    public void Overfitting_ValidationRisesThreeTimesWhileTrainingFalls(string valLoss, string loss, int? epoch)
    {
        var epochs = Numbers(loss).Zip(Numbers(valLoss), (l, v) => (l, v)).Select((p, i) => Metrics(i, 0, p.l, 0.9, p.v, 0.8)).ToList();
        var found = RunWarnings.Find(epochs, Ten).SingleOrDefault(f => f.Code == RunWarnings.Overfitting);
        Assert.Equal(epoch, found?.Epoch);
    }

    [Fact]
    public void Overfitting_AcrossTwoStages_IsNotToldOf()
    {
        double[] rising = [0.5, 0.6, 0.7, 0.8];
        var epochs = rising.Select((v, i) => Metrics(i, i / 2, 1 - v, 0.9, v, 0.8)).ToList();
        Assert.Empty(RunWarnings.Find(epochs, Ten));
    }

    [Theory]
    [InlineData(0.11, 0.12, true)]
    [InlineData(0.2, 0.12, false)]
    [InlineData(0.11, 0.3, false)]
    public void NotLearning_AccuracyWithinChance(double training, double validation, bool warns)
    {
        var epochs = Enumerable.Range(0, 5).Select(i => Metrics(i, 0, 2.3, training, 2.3, validation)).ToList();
        Assert.Equal(warns, RunWarnings.Find(epochs, Ten).Any(f => f.Code == RunWarnings.NotLearning));
        Assert.Empty(RunWarnings.Find(epochs.Take(4).ToList(), Ten));
        // How many pictures there are is not known: nothing is claimed.
        Assert.Empty(RunWarnings.Find(epochs, Ten with { TrainingSamples = 0 }));
        // Nothing that is measured has a chance level: a run of numbers.
        Assert.Empty(RunWarnings.Find(epochs, Ten with { Chance = null }));
        Assert.Empty(RunWarnings.Find(epochs, Ten with { Chance = new("f1", 0.1) }));
    }

    [Theory]
    [InlineData("train", 0.74, 1.65, true)]
    [InlineData("train", 0.74, 0.9, false)]
    [InlineData("inference", 0.74, 1.65, false)]
    public void BatchNormJump_OnlyInTrainingMode(string mode, double before, double after, bool warns)
    {
        EpochMetrics[] epochs = [Metrics(0, 0, before, 0.7, 0.9, 0.7), Metrics(1, 1, after, 0.6, 0.9, 0.6)];
        var found = RunWarnings.Find(epochs, Ten with { BatchNormMode = mode });
        Assert.Equal(warns, found.Any(f => f.Code == RunWarnings.BatchNormJump));
        if (warns)
            Assert.Contains("as Keras 3 does it", Assert.Single(found).Sentence);
    }

    [Theory]
    [InlineData(StrategyNames.FeatureExtraction, 4)]
    [InlineData(StrategyNames.FineTuning, 5)]
    [InlineData(StrategyNames.Everything, 5)]
    [InlineData(StrategyNames.FromScratch, 5)]
    public void Remedies_AgainstOverfitting_ChangeSomethingAndAreValid(string strategy, int count)
    {
        var spec = SpecPresets.For(strategy, "EfficientNetLite0", "pets");
        var remedies = RunRemedies.For(RunWarnings.Overfitting, spec);
        Assert.Equal(count, remedies.Count);
        Assert.All(
            remedies,
            r =>
            {
                Assert.Empty(TrainingSpecValidator.Validate(r.Spec));
                Assert.NotEqual(TrainingSpecJson.WriteComplete(spec), TrainingSpecJson.WriteComplete(r.Spec));
            }
        );
    }

    [Fact]
    public void Remedies_AgainstABatchNormJump_KeepInferenceMode()
    {
        var spec = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetLite0", "pets") with { BatchNormMode = "train" };
        Assert.Equal("inference", Assert.Single(RunRemedies.For(RunWarnings.BatchNormJump, spec)).Spec.BatchNormMode);
        Assert.Empty(RunRemedies.For("checkpoint-damaged", spec));
    }

    [Fact]
    public void Remedies_OfTexts_AreNoneOfPictures()
    {
        var spec = SpecPresets.For(StrategyNames.FineTuning, "AllMiniLML6V2", "reviews") with { Task = "text-classification", BatchNormMode = "train" };
        Assert.Empty(RunRemedies.For(RunWarnings.BatchNormJump, spec));
        Assert.DoesNotContain(RunRemedies.For(RunWarnings.Overfitting, spec), remedy => remedy.Spec.Augmentation.Count > spec.Augmentation.Count);
        var random = spec with { Backbone = spec.Backbone with { Weights = "none" } };
        var remedies = RunRemedies.For(RunWarnings.NotLearning, random);
        Assert.Equal("Start from pretrained weights", remedies[0].Title);
        Assert.All(remedies, remedy => Assert.Equal("train", remedy.Spec.BatchNormMode));
        Assert.DoesNotContain("BatchNormalization", StrategySentence.Describe(spec, 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Remedies_AgainstSlowBFloat16_TakeFloat32()
    {
        var spec = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetLite0", "pets");
        Assert.Equal("float32", Assert.Single(RunRemedies.For(RunWarnings.SlowBFloat16, spec with { Precision = "mixed_bfloat16" })).Spec.Precision);
        Assert.Empty(RunRemedies.For(RunWarnings.SlowBFloat16, spec));
    }

    [Fact]
    public void Remedies_LowerRate_StaysAReadableNumber()
    {
        var spec = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetLite0", "pets");
        var lower = RunRemedies.For(RunWarnings.Overfitting, spec).Single(r => r.Title.StartsWith("Lower", StringComparison.Ordinal)).Spec;
        Assert.Equal(
            (0.001, 3e-6, 1e-4),
            (lower.Stages[0].Optimizer.Number("learningRate", 0), lower.Stages[1].Optimizer.Number("learningRate", 0), lower.Head!.L2)
        );
    }

    private static EpochMetrics Metrics(int epoch, int stage, double? loss, double? accuracy, double? valLoss, double? valAccuracy) =>
        new(epoch, stage, MetricValues.Of(("loss", loss), ("accuracy", accuracy), ("val_loss", valLoss), ("val_accuracy", valAccuracy)));

    private static IEnumerable<double?> Numbers(string text) =>
        text.Split(' ').Select(t => t == "-" ? (double?)null : double.Parse(t, System.Globalization.CultureInfo.InvariantCulture));
}
