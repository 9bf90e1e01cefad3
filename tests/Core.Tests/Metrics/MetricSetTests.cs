using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Metrics;

public class MetricSetTests
{
    private static readonly MetricSet Numbers = MetricSet.Of(
        [new("mae", Direction.Smaller, "cm"), new("r2", Direction.Larger)],
        [new("correlation", Direction.Larger)],
        "val_mae"
    );

    [Fact]
    public void Of_ATask_HasTheLossAndWhatIsMeasuredOnTheWholeValidationSet() =>
        Assert.Equal(["loss", "mae", "r2", "val_loss", "val_mae", "val_r2", "val_correlation"], Numbers.Names);

    [Fact]
    public void OlderRuns_MeasureImageClassification()
    {
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], MetricSet.OfOlderRuns.Names);
        Assert.Equal("val_accuracy", MetricSet.OfOlderRuns.Primary);
        Assert.Equal(MetricSet.OfOlderRuns, MetricSet.Of(new TrainingSpec()));
    }

    [Fact]
    public void AMetric_IsKnownByItsTwin_ElseByKerasRuleOfNames()
    {
        Assert.Equal(new MetricSpec("val_mae", Direction.Smaller, "cm"), Numbers["val_mae"]);
        Assert.Equal(new MetricSpec("correlation", Direction.Larger), Numbers["correlation"]);
        Assert.Equal(Direction.Larger, Numbers["val_top_5_accuracy"].Better);
        Assert.Equal(Direction.Smaller, Numbers["val_unheard_of"].Better);
    }

    [Fact]
    public void Pairs_AreOneForTrainingAndValidation() => Assert.Equal(["loss", "mae", "r2", "correlation", "extra"], Numbers.Pairs(["val_extra", "extra"]));

    [Fact]
    public void Monitors_BeginWithTheValidationData() => Assert.Equal(["val_loss", "val_accuracy", "loss", "accuracy"], MetricSet.OfOlderRuns.Monitors);

    [Fact]
    public void Words_OfClassificationAreItsOwn_OthersSayTheName()
    {
        var classes = MetricSet.OfOlderRuns;
        Assert.Equal("91.4 % of validation pictures right", MetricWords.Phrase(classes.PrimarySpec, 0.914));
        Assert.Equal("91.4 % of validation texts right", MetricWords.Phrase(classes.PrimarySpec, 0.914, "texts"));
        Assert.Equal("of validation texts right", MetricWords.Beside(classes.PrimarySpec, "texts"));
        Assert.Equal(
            "\u9A8C\u8BC1\u6587\u672C\u6B63\u786E\u7387 91.4 %",
            UserLanguage.In("zh-CN", () => MetricWords.Phrase(classes.PrimarySpec, 0.914, "texts"))
        );
        Assert.Equal("validation loss 0.412", MetricWords.Phrase(classes["val_loss"], 0.4123));
        Assert.Equal("val_r2 0.87", MetricWords.Phrase(Numbers["val_r2"], 0.87));
        Assert.Equal("val_mae 1.25 cm", MetricWords.Phrase(Numbers["val_mae"], 1.25));
        Assert.Equal("val_f1_macro 87.1 %", MetricWords.Phrase(new("val_f1_macro", Direction.Larger, MetricSpec.Share), 0.871));
        Assert.Equal(
            ("Validation mae", "Training loss", "Accuracy"),
            (MetricWords.Title("val_mae"), MetricWords.Title("loss"), MetricWords.Short("val_accuracy"))
        );
        Assert.Equal(("MAE", "R²", "F1 macro"), (MetricWords.Short("val_mae"), MetricWords.Short("r2"), MetricWords.Short("f1_macro")));
        Assert.Equal(
            ("Validation f1 macro", "Binary accuracy", "validation binary accuracy"),
            (MetricWords.Title("val_f1_macro"), MetricWords.Short("binary_accuracy"), MetricWords.Plain("val_binary_accuracy"))
        );
        Assert.Equal(("2.1 points", "0.5 cm"), (MetricWords.Difference(classes.PrimarySpec, -0.021), MetricWords.Difference(Numbers["mae"], 0.5)));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00012, "1.2e-4")]
    [InlineData(-3.14159, "-3.142")]
    [InlineData(31.4159, "31.42")]
    [InlineData(314.159, "314.2")]
    [InlineData(31415.9, "31,416")]
    [InlineData(-2e12, "-2e12")]
    public void Number_HasFewerDecimalsTheLargerItIs(double value, string words) => Assert.Equal(words, MetricWords.Number(value));

    [Fact]
    public void Shown_IsThePrimaryOne_OrTheLossWhereItWasNotMeasured()
    {
        Assert.Equal("val_mae", Numbers.Shown(MetricValues.Of(("val_mae", 1), ("val_loss", 2)))!.Name);
        Assert.Equal("val_loss", Numbers.Shown(MetricValues.Of(("val_mae", null), ("val_loss", 2)))!.Name);
        Assert.Null(Numbers.Shown(MetricValues.None));
    }

    [Theory]
    [InlineData("val_accuracy", true)]
    [InlineData("loss", true)]
    [InlineData("val_f1_macro", true)]
    [InlineData("val_r2", false)]
    public void Monitor_IsOneOfTheTasksMetrics(string monitor, bool fits)
    {
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "pets") with
        {
            Callbacks = [new("EarlyStopping", ("monitor", monitor))],
        };
        var problems = TrainingSpecValidator.Validate(spec);
        if (fits)
            Assert.Empty(problems);
        else
            Assert.Equal(
                "Expected callbacks[0].monitor to be one of val_loss, val_accuracy, val_f1_macro, val_balanced_accuracy, loss, accuracy; received \"val_r2\".",
                Assert.Single(problems).Sentence
            );
    }

    [Fact]
    public void Set_HasMetricsOfTheWholeSet_OnlyWhereACallbackWatchesOne()
    {
        Assert.Equal(
            ["loss", "accuracy", "val_loss", "val_accuracy"],
            MetricSet.Of(new TrainingSpec { Callbacks = [new("EarlyStopping", ("monitor", "val_loss"))] }).Names
        );
        Assert.Equal(
            ["val_loss", "val_accuracy", "val_f1_macro", "val_balanced_accuracy"],
            MetricSet.Of(new TrainingSpec { Callbacks = [new("EarlyStopping", ("monitor", "val_f1_macro"))] }).Names.Where(MetricNames.IsValidation)
        );
    }

    [Fact]
    public void Set_HasMetricsOfTheWholeSet_WhereThePrimaryOneIsOfThem()
    {
        var set = MetricSet.Of(new TrainingSpec { Task = "object-detection" });
        Assert.Equal("val_ap", set.PrimarySpec.Name);
        Assert.Equal(["val_ap", "val_ap50", "val_ap75"], set.Names.Where(name => name.StartsWith("val_ap", StringComparison.Ordinal)));
    }
}
