using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

public sealed class RunChartsTests
{
    private static ChartOptions Of(string metric, RunCurves curves, IReadOnlyList<StageLedger> stages, int epochs) =>
        RunCharts.Of(curves, stages, epochs).Single(c => c.Metric == metric).Options;

    private static StageLedger Stage(int index, int first, int last) =>
        new(index, "stage " + index, first, last, [], 10, "inference", 0.001, "fft", "h", null, null);

    [Fact]
    public void Loss_RingsTheBestEpochOnTheValidationCurve()
    {
        var mark = Assert.Single(Of("loss", Samples.Curves(1, 4), [], 10).Marks);
        Assert.Equal((4, 0.3), (mark.X, Math.Round(mark.Y, 9)));
    }

    [Fact]
    public void Accuracy_TwoStages_AreShadedWithTheBorderBetweenEpochs()
    {
        var bands = Of("accuracy", Samples.Curves(1, 4), [Stage(0, 0, 4), Stage(1, 5, 9)], 10).Bands;
        Assert.Equal([(1.0, 5.5), (5.5, 10.0)], bands.Select(b => (b.From, b.To)));
    }

    [Fact]
    public void Accuracy_WhileLive_KeepsTheAxisOfTheWholePlan()
    {
        var two = Of("accuracy", Samples.Curves(1, 2), [], 60);
        var three = Of("accuracy", Samples.Curves(1, 3), [], 60);
        Assert.Equal((two.XMin, two.XMax, two.XStep), (three.XMin, three.XMax, three.XStep));
    }

    [Fact]
    public void Loss_WithoutAnyEpoch_IsAnEmptyChart()
    {
        var options = Of("loss", Samples.Curves(1, 0), [], 10);
        Assert.Empty(options.Marks);
        Assert.All(options.Series, s => Assert.Empty(s.Points));
    }

    [Fact]
    public void Of_AnyMetrics_IsOneChartEach_WithItsValidationCurve()
    {
        var curves = Samples.Curves(1, 2) with
        {
            Metrics =
            [
                new("loss", [2, 1]),
                new("mae", [3, 2]),
                new("val_loss", [3, 2]),
                new("val_mae", [4, 3]),
                new("val_r2", [-0.5, 0.5]),
                new("extra", [1, 1]),
            ],
            Measures = Samples.Numbers,
        };
        var charts = RunCharts.Of(curves, [], 10);
        Assert.Equal(["loss", "mae", "r2", "extra"], charts.Select(c => c.Metric));
        Assert.Equal(["Validation", "Training"], charts[1].Options.Series.Select(s => s.Name));
        Assert.Equal(
            ("MAE of run 1 by epoch", "3.00 cm", ChartNumber.Plain),
            (charts[1].Options.Title, Assert.Single(charts[1].Options.Marks).Label, charts[1].Options.YNumber)
        );
        // Measured on the whole validation set alone; below zero as well.
        Assert.Equal(["Validation"], charts[2].Options.Series.Select(s => s.Name));
        Assert.True(charts[2].Options.YMin <= -0.5);
        Assert.Equal(["Training"], charts[3].Options.Series.Select(s => s.Name));
    }

    [Fact]
    public void Folds_OfAnyMetrics_ShowTheValidationCurvesAlone()
    {
        var curves = Samples.Curves(1, 2) with { Metrics = [new("mae", [3, 2]), new("val_mae", [4, 3])], Measures = Samples.Numbers };
        var chart = FoldCharts.Of([curves, curves with { Number = 2 }], Samples.Numbers, 2).Single(c => c.Metric == "mae").Options;
        Assert.Equal("Validation mae of 2 folds by epoch", chart.Title);
        Assert.All(chart.Series, s => Assert.Equal([4, 3], s.Points.Select(p => p.Y!.Value)));
    }
}
