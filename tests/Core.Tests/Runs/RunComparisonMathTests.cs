using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunComparisonMathTests
{
    [Fact]
    public void Pair_CountsWhoAloneIsRight()
    {
        var paired = RunComparisonMath.Pair(Report("1110000000"), Report("1001111000"))!;
        Assert.Equal((10, 2, 4, 0.2), (paired.Rows, paired.BetterA, paired.BetterB, Math.Round(paired.Difference, 9)));
        Assert.Equal(ComparisonStatistics.McNemar(2, 4), paired.P);
    }

    [Fact]
    public void Pair_OnOtherPictures_GivesNothing()
    {
        Assert.Null(RunComparisonMath.Pair(Report("11"), Report("111")));
        Assert.Null(RunComparisonMath.Pair(Report("11"), Report("11", prefix: "other")));
        Assert.Null(RunComparisonMath.Pair(Report("11"), Report("11", names: ["x", "y"])));
    }

    [Fact]
    public void ChangedSides_ThoseThatAreRightNowFirst()
    {
        var changed = RunComparisonMath.ChangedSides(Report("110"), Report("101"), new Dictionary<string, string> { ["p/2"] = "sha" });
        Assert.Equal([("p/2", "sha", true), ("p/1", null, false)], changed.Select(c => (c.File, c.Sha256, c.NowRight)));
        Assert.Equal(("cat", "dog", "cat"), (changed[0].Actual, changed[0].BaselinePredicted, changed[0].OtherPredicted));
    }

    [Fact]
    public void Metric_HasDeltasAndABest()
    {
        var metric = RunComparisonMath.Metric("loss", null, Direction.Smaller, [0.5, null, 0.25, 0.75], 0);
        Assert.Equal([null, null, -0.25, 0.25], metric.Deltas);
        Assert.Equal(2, metric.Best);
        Assert.Null(RunComparisonMath.Metric("loss", null, Direction.Smaller, [0.5, 0.5, null], 0).Best);
    }

    [Fact]
    public void Headline_OfASmallDifference_CallsItChance() =>
        Assert.Equal(
            "Run 2 is ahead of run 1 by 10.0 points, which may be chance (95 % interval -24.0 to 40.7); 3 pictures changed sides.",
            RunComparisonMath.Headline([Compared(1, 0.5, Report("1111100000")), Compared(2, 0.6, Report("1111011000"))], 0)
        );

    [Fact]
    public void Headline_OfRunsOnOtherPictures_SaysSo()
    {
        var headline = RunComparisonMath.Headline([Compared(1, 0.5, Report("10")), Compared(2, 2.0 / 3, Report("110"))], 0);
        Assert.StartsWith(
            "Run 2 is ahead of run 1 by 16.7 points; the two were not judged on the same pictures (95 % interval",
            headline,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Headline_OfTwoSetupsOverSeeds_ComparesMeans()
    {
        var runs = new[] { (1, 0, 0.80), (2, 1, 0.81), (3, 2, 0.82) }
            .Select(r => Compared(r.Item1, r.Item3, null, seed: r.Item2))
            .Concat(new[] { (4, 0, 0.90), (5, 1, 0.915), (10, 2, 0.92) }.Select(r => Compared(r.Item1, r.Item3, null, seed: r.Item2, dropout: 0.5)))
            .ToList();
        Assert.Equal(
            "Over 3 seeds, runs 4, 5, 10 reach 91.2 ± 1.0 % and runs 1, 2, 3 81.0 ± 1.0 %: 10.2 points (95 % interval 9.4 to 10.9).",
            RunComparisonMath.Headline(runs, 0)
        );
    }

    [Fact]
    public void Headline_OfMany_NamesTheLeader() =>
        Assert.Equal(
            "Run 3 leads 3 runs: 90.0 % of validation pictures right, 10.0 points above run 2.",
            RunComparisonMath.Headline([Compared(1, null, null), Compared(2, 0.8, null), Compared(3, 0.9, null)], 1)
        );

    [Fact]
    public void Headline_OfAMetricThatIsBetterSmall_NamesTheSmallest()
    {
        var mae = new MetricSpec("val_mae", Direction.Smaller, "cm");
        ComparedRun Of(int number, double? value) => Compared(number, null, null) with { Primary = mae, Value = value };
        ComparedRun[] elsewhere =
        [
            Compared(1, 0.7, null) with
            {
                Data = DatasetVersionId.New(),
            },
            Compared(2, 0.8, null) with
            {
                Data = DatasetVersionId.New(),
            },
            Compared(3, 0.9, null) with
            {
                Data = DatasetVersionId.New(),
            },
        ];
        Assert.EndsWith(
            "They were judged on 3 versions of data, so that this may be the data.",
            RunComparisonMath.Headline(elsewhere, 0),
            StringComparison.Ordinal
        );
        Assert.Equal("Run 2 leads 3 runs: val_mae 1.5 cm, 0.5 cm below run 1.", RunComparisonMath.Headline([Of(1, 2), Of(2, 1.5), Of(3, 4)], 0));
        Assert.Equal("Run 2 is ahead of run 1 by 0.5 cm of val_mae.", RunComparisonMath.Headline([Of(1, 2), Of(2, 1.5)], 0));
        Assert.Equal("Run 2 has no validation mae, so there is nothing to compare yet.", RunComparisonMath.Headline([Of(1, 2), Of(2, null)], 0));
        Assert.Equal(
            "These 2 runs are judged by different metrics (val_accuracy, val_mae), so that none leads.",
            RunComparisonMath.Headline([Compared(1, 0.5, null), Of(2, 1.5)], 0)
        );
        Assert.Equal(2, RunComparisonMath.Grid([Compared(1, 0.5, null), Of(2, 1.5)]).Count);
    }

    [Fact]
    public void ChangedSides_OfNumbers_AreTheLargestDifferencesFirst()
    {
        var changed = RunComparisonMath.ChangedSides(Numbers(1, 5, 0, 2), Numbers(0.5, 1, 0, 3), new Dictionary<string, string>(), most: 1);
        Assert.Equal([("p/1", true), ("p/3", false)], changed.Select(c => (c.File, c.NowRight)));
        Assert.Equal(("1", "6", "2"), (changed[0].Actual, changed[0].BaselinePredicted, changed[0].OtherPredicted));
        Assert.Empty(RunComparisonMath.ChangedSides(Numbers(1), Report("1"), new Dictionary<string, string>()));
    }

    [Fact]
    public void Headline_OfNumbersOnTheSamePictures_CountsWhereEachIsBetter()
    {
        var mae = new MetricSpec("val_mae", Direction.Smaller);
        ComparedRun Of(int number, double value, StoredEvaluation evaluation) => Compared(number, value, evaluation) with { Primary = mae };
        Assert.Equal(
            "Run 2 is ahead of run 1 by 0.5 of val_mae; picture by picture it is better on 2 and worse on 1 of 4, which may be chance.",
            RunComparisonMath.Headline([Of(1, 2, Numbers(1, 5, 0, 2)), Of(2, 1.5, Numbers(0.5, 1, 0, 3))], 0)
        );
    }

    [Fact]
    public void Grid_HasMeanAndDeviation()
    {
        var cell = Assert.Single(RunComparisonMath.Grid([Compared(1, 0.8, null), Compared(2, 0.9, null), Compared(3, null, null)]));
        Assert.Equal((3, 0.85), (cell.Runs, Math.Round(cell.Mean!.Value, 9)));
        Assert.Equal(0.0707107, cell.StandardDeviation!.Value, 6);
        Assert.Null(Assert.Single(RunComparisonMath.Grid([Compared(1, 0.8, null)])).StandardDeviation);
    }

    private static ComparedRun Compared(int number, double? accuracy, StoredEvaluation? report, int seed = 0, double dropout = 0.2) =>
        new(
            number,
            SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "pets") with
            {
                Seed = seed,
                Head = new() { Dropout = dropout },
            },
            "EfficientNetLite0",
            StrategyNames.FeatureExtraction,
            ClassificationMetrics.Set.PrimarySpec,
            accuracy,
            report
        );

    // One character a picture: 1 for right. Every picture is a cat.
    private static StoredEvaluation Report(string right, string prefix = "p", string[]? names = null) =>
        StoredEvaluation.Of(
            "image-classification",
            [],
            new(names ?? ["cat", "dog"], [.. right.Select((c, i) => new PredictionRow($"{prefix}/{i}", [0], c == '1' ? [0.9, 0.1] : [0.1, 0.9]))]),
            null
        );

    // Of one number a picture: how far off each is.
    private static StoredEvaluation Numbers(params double[] off) =>
        StoredEvaluation.Of("regression", [], new(["size"], [.. off.Select((error, i) => new PredictionRow($"p/{i}", [i], [i + error]))]), null);
}
