using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.Regression;

namespace MlOpsDashboard.Core.Tests.Tasks;

public class RegressionReportTests
{
    public static TheoryData<string> Golden => GoldenMetrics.Cases("regression");

    [Theory]
    [MemberData(nameof(Golden))]
    public void Metrics_AreScikitLearnsScipysAndKeras(string file)
    {
        var golden = GoldenMetrics.Read("regression", file);
        var report = new RegressionReport(GoldenMetrics.Predictions(golden, golden["y_true"]![0]!.AsArray().Count));
        var expected = golden["expected"]!.AsObject();
        GoldenMetrics.Equal(expected, report.Summary["metrics"], file);
        var over = report.Over();
        Assert.Equal(expected["mae"]!.GetValue<double>(), over["mae"]!.Value, 1e-6);
        Assert.Equal(Math.Sqrt(expected["keras_losses"]!["mean_squared_error"]!.GetValue<double>()), over["rmse"]!.Value, 1e-6);
        Assert.Equal(expected["r2"]?.GetValue<double>(), over["r2"], (a, b) => a == b || Math.Abs(a!.Value - b!.Value) < 1e-6);
    }

    [Fact]
    public void Golden_HasItsFiveCases() => Assert.True(Golden.Count >= 5);

    // By hand: errors 1, -2, 0 and 0, 10, 0.
    private static readonly Predictions Three = new(["height", "weight"], [new("x", [1, 10], [2, 10]), new("y", [3, 10], [1, 20]), new("z", [5, 10], [5, 10])])
    {
        Loss = 1.5,
        Epoch = 7,
    };

    [Fact]
    public void Figures_OfThreeRows_AreThoseByHand()
    {
        var report = new RegressionReport(Three);
        Assert.Equal(["task", "classNames", "samples", "loss", "epoch", "metrics"], report.Summary.Select(m => m.Key));
        Assert.Equal(
            """["regression",["height","weight"],3,1.5,7]""",
            new JsonArray([.. report.Summary.Take(5).Select(m => m.Value!.DeepClone())]).ToJsonString()
        );
        var first = report.Summary["metrics"]!["perTarget"]![0]!;
        Assert.Equal(1, first["mae"]!.GetValue<double>(), 1e-12);
        Assert.Equal(5.0 / 3, first["mse"]!.GetValue<double>(), 1e-12);
        Assert.Equal(1 - (5.0 / 8), first["r2"]!.GetValue<double>(), 1e-12);
        Assert.Equal(1, first["medianAbsoluteError"]!.GetValue<double>(), 1e-12);
        Assert.Equal(2, first["maxError"]!.GetValue<double>(), 1e-12);
        Assert.Equal(-1.0 / 3, first["bias"]!.GetValue<double>(), 1e-12);
        Assert.Equal(0.5, first["spearman"]!.GetValue<double>(), 1e-12);
        // The second target is the same everywhere.
        Assert.Null(report.Summary["metrics"]!["perTarget"]![1]!["r2"]);
        Assert.Equal((1 + (10.0 / 3)) / 2, report.Over()["mae"]!.Value, 1e-12);
        Assert.Equal(Math.Sqrt((5.0 + 100) / 6), report.Over()["rmse"]!.Value, 1e-12);
        Assert.Equal((1 + 0) / 2.0, report.Over()["median_absolute_error"]!.Value, 1e-12);
        Assert.Equal("""{"file":"y","actual":[3,10],"predicted":[1,20]}""", report.Row(1).ToJsonString());
    }

    [Fact]
    public void Score_OfSeveralTargets_IsInTheirDeviations()
    {
        var deviation = Math.Sqrt(8.0 / 3);
        Assert.Equal(-((2 / deviation) + 10) / 2, new RegressionReport(Three).Score(1)!.Value, 1e-12);
        var one = new RegressionReport(new(["height"], [new("x", [1], [2.5]), new("y", [300], [300])]));
        Assert.Equal([-1.5, 0], Enumerable.Range(0, 2).Select(i => one.Score(i)!.Value));
    }

    [Fact]
    public void Over_RepeatedRows_IsTheReportOfTheRepeatedRows()
    {
        int[] rows = [2, 0, 0, 1, 1, 1];
        var repeated = new RegressionReport(Three with { Rows = [.. rows.Select(i => Three.Rows[i])] }).Over();
        var over = new RegressionReport(Three).Over(rows);
        Assert.Equal(repeated.Keys, over.Keys);
        Assert.All(repeated, m => Assert.Equal(m.Value!.Value, over[m.Key]!.Value, 1e-12));
        Assert.Null(new RegressionReport(Three).Over([1, 1])["r2"]);
        Assert.Equal(6, new RegressionReport(Three).Over([1, 1])["mae"]!.Value);
        Assert.All(new RegressionReport(Three).Over([]).Values, Assert.Null);
    }

    [Fact]
    public void Spearman_GivesEqualsTheirMeanRank()
    {
        // Ranks 1.5, 1.5, 3 against 1, 2, 3.
        var report = new RegressionReport(new(["n"], [new("", [1], [1]), new("", [1], [2]), new("", [2], [9])]));
        Assert.Equal(1.5 / Math.Sqrt(1.5 * 2), report.Summary["metrics"]!["perTarget"]![0]!["spearman"]!.GetValue<double>(), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 1.0 }, new[] { 1.0, 2 }, "2 targets", "1")]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0 }, "2 predicted numbers", "1")]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, double.PositiveInfinity }, "finite numbers", "Infinity")]
    public void RowsWithoutANumberAName_AreRefused(double[] target, double[] output, string expected, string received) =>
        Assert.Equal(
            $"Expected {expected} in row 1 (x) of the predictions. Received: {received}.",
            Assert.Throws<RefusedException>(() => new RegressionReport(new(["a", "b"], [new("x", target, output)]))).Message
        );

    [Fact]
    public void Summary_OfManyTargets_IsBelowAMegabyte()
    {
        const int targets = 1000;
        var random = new Random(3);
        var predictions = new Predictions(
            [.. Enumerable.Range(0, targets).Select(c => $"target number {c}")],
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i => new PredictionRow(
                        $"{i}",
                        [.. Enumerable.Range(0, targets).Select(_ => random.NextDouble())],
                        [.. Enumerable.Range(0, targets).Select(_ => random.NextDouble())]
                    )),
            ]
        );
        Assert.InRange(new RegressionReport(predictions).Summary.ToJsonString().Length, 100_000, 1_000_000);
    }
}
