using MlOpsDashboard.Dashboard.Components.Charts;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

public sealed class NiceAxisTests
{
    [Fact]
    public void Around_Accuracies_EndsAtRoundNumbersWithinTheBounds()
    {
        var axis = NiceAxis.Around([0.34, null, 0.97, double.NaN], 0, 1);
        Assert.Equal((0.2, 1.0), (Math.Round(axis.Low, 6), Math.Round(axis.High, 6)));
    }

    [Fact]
    public void Around_Nothing_IsStillAnAxis() => Assert.Equal(new NiceAxis(0, 1, 0.2), NiceAxis.Around([null], 0, 1));

    [Fact]
    public void Around_OneValue_HasAHeight()
    {
        var axis = NiceAxis.Around([0.5]);
        Assert.True(axis.Low < 0.5 && axis.High > 0.5 && axis.Step > 0);
    }

    [Theory]
    [InlineData(1, 1, 2, 1)]
    [InlineData(10, 1, 10, 1)]
    [InlineData(15, 1, 15, 2)]
    [InlineData(29, 1, 29, 4)]
    [InlineData(30, 0, 30, 3)]
    [InlineData(59, 0, 60, 5)]
    [InlineData(60, 0, 60, 5)]
    [InlineData(100, 0, 100, 10)]
    public void Epochs_AreLabelledAtWholeNumbers(int total, double low, double high, double step) =>
        Assert.Equal(new NiceAxis(low, high, step), NiceAxis.Epochs(total));

    [Theory]
    [InlineData(47, 50, 10)]
    [InlineData(276, 300, 60)]
    [InlineData(5000, 5400, 600)]
    public void Seconds_AreLabelledAtRoundTimes(double longest, double high, double step)
    {
        var axis = NiceAxis.Seconds(longest);
        Assert.Equal(step, axis.Step);
        Assert.Equal(high, axis.High);
    }

    [Fact]
    public void Logarithms_LeaveOutWhatHasNone()
    {
        var axis = NiceAxis.Logarithms([0, null, 0.1, 1]);
        Assert.Equal((-1.0, 0.0), (axis.Low, axis.High));
    }
}
