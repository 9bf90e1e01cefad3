using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;
using MlOpsDashboard.Core.Tasks.Regression;

namespace MlOpsDashboard.Core.Tests.Evaluation;

public class BootstrapTests
{
    [Fact]
    public void Interval_OfAccuracy_IsAboutTheBinomials()
    {
        // 160 of 200 right: the percentile interval is near 0.8 +- 1.96 sqrt(0.8 * 0.2 / 200).
        var report = Classifier(200, i => i % 5 != 0);
        var interval = Bootstrap.Of(report, 200, "accuracy", draws: 4000)!;
        Assert.Equal(0.8 - 0.0554, interval.Low, 0.01);
        Assert.Equal(0.8 + 0.0554, interval.High, 0.01);
    }

    // Of samples of a normal with mean 2, so many intervals hold the 2 as they say.
    [Fact]
    public void Interval_OfAMean_HoldsTheTruthAboutAsOftenAsItSays()
    {
        var random = new Random(7);
        const int rounds = 600,
            n = 60;
        var held = 0;
        for (var round = 0; round < rounds; round++)
        {
            double[] values =
            [
                .. Enumerable.Range(0, n).Select(_ => 2 + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
            ];
            var interval = Bootstrap.OfMean(values, 400, round);
            if (interval.Low <= 2 && 2 <= interval.High)
                held++;
        }
        Assert.InRange(held / (double)rounds, 0.92, 0.975);
    }

    [Fact]
    public void TheSameSeed_GivesTheSameInterval_AnotherAnother()
    {
        var report = Classifier(50, i => i % 3 != 0);
        var first = Bootstrap.Intervals(report, 50, 200, seed: 1);
        Assert.Equal(first, Bootstrap.Intervals(report, 50, 200, seed: 1));
        // 50 values of a share are few: the draws differ, their percentiles may not.
        double[] values = [.. Enumerable.Range(0, 50).Select(i => Math.Sin(i))];
        Assert.NotEqual(Bootstrap.OfMean(values, 200, 1), Bootstrap.OfMean(values, 200, 2));
        // As another program makes it, so that a stored interval can be made again.
        Assert.Equal(
            new Interval(-0.1857, 0.1933),
            Bootstrap.OfMean(values, 1000, 0) is var i ? new Interval(Math.Round(i.Low, 4), Math.Round(i.High, 4)) : null
        );
    }

    [Fact]
    public void WhatIsNotDefined_HasNoInterval()
    {
        var constant = new RegressionReport(new(["n"], [new("", [1], [2]), new("", [1], [4])]));
        var intervals = Bootstrap.Intervals(constant, 2, 100);
        Assert.Null(intervals["r2"]);
        Assert.Equal(new Interval(1, 3), intervals["mae"]);
        // One positive row of 40: a third of the draws are without it, and are left out.
        var rare = new MultiLabelReport(
            new(["n"], [.. Enumerable.Range(0, 40).Select(i => new PredictionRow("", [i == 0 ? 1 : 0], [i == 0 ? 0.9 : 0.1]))]),
            null
        );
        Assert.Equal(new Interval(1, 1), Bootstrap.Of(rare, 40, "mean_average_precision", 200));
        Assert.All(Bootstrap.Intervals(new RegressionReport(new(["n"], [])), 0, 10).Values, Assert.Null);
        Assert.Throws<ArgumentException>(() => Bootstrap.Of(rare, 40, "map", 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Of(rare, 40, "f1_macro", 0));
    }

    private static ImageClassificationReport Classifier(int rows, Func<int, bool> right) =>
        new(
            new(
                ["a", "b"],
                [.. Enumerable.Range(0, rows).Select(i => new PredictionRow($"{i}", [i % 2], right(i) == (i % 2 == 0) ? [0.75, 0.25] : [0.25, 0.75]))]
            ),
            null
        );
}
