using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

public sealed class ComparisonChartTests
{
    [Fact]
    public void Smooth_AConstant_StaysConstantFromTheFirstPoint()
    {
        var smooth = ComparisonChart.Smooth([.. Enumerable.Range(0, 5).Select(i => new ChartPoint(i, 3))], 0.9);
        Assert.All(smooth, p => Assert.Equal(3, p.Y!.Value, 12));
    }

    [Fact]
    public void Smooth_OverAGap_GoesOn()
    {
        var smooth = ComparisonChart.Smooth([new(0, 1), new(1, null), new(2, 2)], 0.5);
        Assert.Null(smooth[1].Y);
        // (1 * 0.25 + 2 * 0.5) / 0.75
        Assert.Equal(5.0 / 3, smooth[2].Y!.Value, 12);
    }

    [Theory]
    [InlineData("epoch", 3)]
    [InlineData("step", 30)]
    [InlineData("time", 6)]
    public void Draw_PlacesEpochsOnTheAxisAskedFor(string x, double expected)
    {
        var options = new ComparisonChart("val_loss", x, 0, false).Draw([Samples.Curves(1, 3)]);
        Assert.Equal(expected, options.Series[0].Points[2].X);
    }

    [Fact]
    public void Draw_ManyRuns_GivesEachALineOfItsOwn()
    {
        int[] numbers = [2, 10, 18, .. Enumerable.Range(20, 17)];
        var options = new ComparisonChart("val_accuracy", "epoch", 0, false).Draw([.. numbers.Select(n => Samples.Curves(n, 3))]);
        Assert.Equal(SeriesColors.OfRun(2), options.Series[0].Color);
        Assert.Equal(20, options.Series.Select(s => (s.Color, s.Dash)).Distinct().Count());
        Assert.All(options.Series.Take(8), s => Assert.Equal(0, s.Dash));
    }

    [Fact]
    public void Among_LeavesARunItsOwnColour_WhereNoneBeforeItHasIt()
    {
        var lines = SeriesColors.Among([10, 2, 3]);
        Assert.Equal([SeriesColors.OfRun(10), SeriesColors.OfRun(3)], [lines[10].Color, lines[3].Color]);
        Assert.NotEqual(lines[10].Color, lines[2].Color);
    }

    [Fact]
    public void Draw_Smoothed_KeepsTheRawCurveFaint()
    {
        var options = new ComparisonChart("val_accuracy", "epoch", 0.6, false).Draw([Samples.Curves(1, 3)]);
        Assert.Equal([true, false], options.Series.Select(s => s.Faint));
    }

    [Fact]
    public void Metrics_BeginWithWhatRunsAreJudgedBy()
    {
        Assert.Equal(["val_accuracy", "val_loss", "accuracy", "loss"], ComparisonChart.Metrics([Samples.Curves(1, 3)]));
        var numbers = Samples.Curves(2, 1) with { Metrics = [new("val_mae", [4])], Measures = Samples.Numbers };
        Assert.Equal(["val_mae", "val_r2", "val_loss", "mae", "loss"], ComparisonChart.Metrics([numbers]));
        Assert.Equal("Validation mae of 1 runs", new ComparisonChart("val_mae", "epoch", 0, false).Draw([numbers]).Title);
    }

    [Fact]
    public void Draw_ARunThatDoesNotMeasureIt_HasAnEmptyLine()
    {
        var options = new ComparisonChart("val_mae", "epoch", 0, false).Draw([
            Samples.Curves(1, 2),
            Samples.Curves(2, 1) with
            {
                Metrics = [new("val_mae", [4])],
                Measures = Samples.Numbers,
            },
        ]);
        Assert.Equal([null, null], options.Series[0].Points.Select(p => p.Y));
        Assert.Equal(4, options.Series[1].Points[0].Y);
    }
}
