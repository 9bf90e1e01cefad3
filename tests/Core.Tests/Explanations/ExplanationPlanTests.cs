using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Explanations;

public sealed class ExplanationPlanTests
{
    private static readonly DatasetVersionId One = DatasetVersionId.New();
    private static readonly DatasetVersionId Two = DatasetVersionId.New();
    private static readonly TrainingSpec Before = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "dataset:pets/v1") with { Seed = 1 };

    private static TrainingSpec After =>
        Before with
        {
            Seed = 2,
            Head = Before.Head! with { Dropout = 0.5 },
            Backbone = new BackboneSpec { Name = "MobileNetV3Small", Weights = "imagenet" },
            Stages = [Before.Stages[0] with { Epochs = 7, Optimizer = new("Adam", ("learningRate", 0.01)) }],
            Data = Before.Data with { BatchSize = 8 },
        };

    [Fact]
    public void Steps_ChangeOneSettingEach_AndEndWithTheSpecAfter()
    {
        var steps = Plan(After, Two);
        Assert.Equal(
            ["dataset", "data.batchSize", "backbone", "head.dropout", "stages[0].epochs", "stages[0].optimizer.learningRate"],
            steps.Skip(1).Select(step => Assert.Single(step.Settings).Name)
        );
        Assert.Equal(Json(Before with { Seed = 2 }), Json(steps[0].Spec));
        Assert.Equal(Json(After), Json(steps[^1].Spec));
        Assert.Equal((One, Two), (steps[0].Data, steps[1].Data));
        // Between two steps nothing else differs.
        foreach (var (was, now) in steps.Skip(1).Zip(steps.Skip(2)))
        {
            var differs = SpecSettings.Compare([was.Spec, now.Spec]).Where(setting => setting.Differs).Select(setting => setting.Setting).ToList();
            Assert.NotEmpty(differs);
            Assert.All(differs, name => Assert.StartsWith(now.Settings[0].Name, name, StringComparison.Ordinal));
        }
        Assert.Equal(("0.2", "0.5"), (steps[4].Settings[0].Before, steps[4].Settings[0].After));
    }

    [Fact]
    public void Order_IsThePersons_WhereTheySay()
    {
        var names = Plan(After, Two, order: ["head.dropout", "stages[0].epochs"]).Skip(1).Select(step => step.Settings[0].Name).ToList();
        Assert.Equal(["head.dropout", "stages[0].epochs", "dataset"], names.Take(3));
        Assert.Equal(6, names.Count);
    }

    [Fact]
    public void Settings_ThatOnlyGoTogether_AreOneStep()
    {
        // The dropout is only allowed with seven epochs.
        var steps = Plan(After, One, fits: spec => spec.Head!.Dropout != 0.5 || spec.Stages[0].Epochs == 7);
        var together = Assert.Single(steps, step => step.Settings.Count > 1);
        Assert.Equal(["head.dropout", "stages[0].epochs"], together.Settings.Select(setting => setting.Name));
        Assert.Equal(Json(After), Json(steps[^1].Spec));
    }

    [Fact]
    public void Way_ThatIsNowhereAllowed_IsOneStep()
    {
        var steps = Plan(After, One, fits: _ => false);
        Assert.Equal(2, steps.Count);
        Assert.Equal(Json(After), Json(steps[1].Spec));
    }

    [Fact]
    public void Lists_OfOtherLength_ChangeAsOne_AndOtherClassesToo()
    {
        var other = Before with
        {
            Seed = 2,
            Augmentation = [new("RandomFlip"), new("RandomRotation", ("factor", 0.1))],
            Stages = [Before.Stages[0] with { Optimizer = new("SGD") }],
        };
        var steps = Plan(other, One);
        Assert.Contains(steps, step => step.Settings.Any(setting => setting.Name == "augmentation"));
        Assert.Contains(steps, step => step.Settings.Any(setting => setting.Name == "stages[0].optimizer"));
        Assert.Equal(Json(other), Json(steps[^1].Spec));
    }

    [Fact]
    public void Specs_ThatDifferInTheirSeedAlone_HaveNoSteps() => Assert.Single(Plan(Before with { Seed = 9 }, One));

    // Differences .05 .06 .06: t of two degrees of freedom at 0.975 is 4.302653, the deviation of their mean 0.0033333.
    [Fact]
    public void Change_IsPairedBySeed_WithStudentsInterval()
    {
        var steps = ExplainedStep.Of([([], Runs(0.8, 0.82, 0.78)), ([], Runs(0.85, 0.88, 0.84)), ([], Runs(0.86, 0.85, null)), ([], Runs(0.9, null, null))]);
        Assert.Equal((null, null), (steps[0].Change, steps[0].Noise));
        Assert.Equal(0.8, steps[0].Mean!.Value, 12);
        Assert.Equal(0.0566667, steps[1].Change!.Value, 6);
        Assert.Equal(0.0423241, steps[1].Noise!.Low, 6);
        Assert.Equal(0.0710093, steps[1].Noise!.High, 6);
        Assert.False(steps[1].IsWithinNoise);
        Assert.True(steps[2].IsWithinNoise);
        Assert.Equal(-0.01, steps[2].Change!.Value, 12);
        // One pair says nothing of noise.
        Assert.Equal((0.04, null), (Math.Round(steps[3].Change!.Value, 12), steps[3].IsWithinNoise));
    }

    private static IReadOnlyList<ExplainedRun> Runs(params double?[] values) =>
        [.. values.Select((value, seed) => new ExplainedRun(seed, null, null, null, value))];

    private static IReadOnlyList<ExplanationStep> Plan(
        TrainingSpec after,
        DatasetVersionId data,
        Func<TrainingSpec, bool>? fits = null,
        IReadOnlyList<string>? order = null
    ) => ExplanationPlan.Of((Before, One, "pets v1"), (after, data, "pets v2"), (spec, _) => fits?.Invoke(spec) ?? true, order);

    private static string Json(TrainingSpec spec) => TrainingSpecJson.WriteComplete(spec);
}
