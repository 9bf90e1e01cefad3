using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

public sealed class RunChartsTests
{
    private static StageLedger Stage(int index, int first, int last) => new(index, "stage " + index, first, last, [], 10, "inference", 0.001, "fft", "h", null, null);

    [Fact]
    public void Loss_RingsTheBestEpochOnTheValidationCurve()
    {
        var mark = Assert.Single(RunCharts.Loss(Samples.Curves(1, 4), [], 10).Marks);
        Assert.Equal((4, 0.3), (mark.X, Math.Round(mark.Y, 9)));
    }

    [Fact]
    public void Accuracy_TwoStages_AreShadedWithTheBorderBetweenEpochs()
    {
        var bands = RunCharts.Accuracy(Samples.Curves(1, 4), [Stage(0, 0, 4), Stage(1, 5, 9)], 10).Bands;
        Assert.Equal([(1.0, 5.5), (5.5, 10.0)], bands.Select(b => (b.From, b.To)));
    }

    [Fact]
    public void Accuracy_WhileLive_KeepsTheAxisOfTheWholePlan()
    {
        var two = RunCharts.Accuracy(Samples.Curves(1, 2), [], 60);
        var three = RunCharts.Accuracy(Samples.Curves(1, 3), [], 60);
        Assert.Equal((two.XMin, two.XMax, two.XStep), (three.XMin, three.XMax, three.XStep));
    }

    [Fact]
    public void Loss_WithoutAnyEpoch_IsAnEmptyChart()
    {
        var options = RunCharts.Loss(Samples.Curves(1, 0), [], 10);
        Assert.Empty(options.Marks);
        Assert.All(options.Series, s => Assert.Empty(s.Points));
    }
}
