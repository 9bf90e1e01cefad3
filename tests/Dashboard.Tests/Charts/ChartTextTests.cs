using System.Text.Json;
using MlOpsDashboard.Dashboard.Components.Charts;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

/// <summary>What a live chart is sent.</summary>
public sealed class ChartTextTests
{
    [Fact]
    public void NewPoints_AreSentAlone_WithWhatElseChanged()
    {
        var change = ChartText.Between(Options(3), Options(5) with { Marks = [new(5, 0.2, "--series-0", "0.2")] })!;
        Assert.Equal("append", change.Function);
        using var sent = JsonDocument.Parse(change.Json);
        Assert.Equal([4, 5], sent.RootElement.GetProperty("series")[0].GetProperty("points").EnumerateArray().Select(p => p.GetProperty("x").GetInt32()));
        Assert.Equal(1, sent.RootElement.GetProperty("marks").GetArrayLength());
    }

    [Fact]
    public void TheSame_IsNotSent()
    {
        Assert.Null(ChartText.Between(Options(3), Options(3)));
        var same = Options(3);
        Assert.Null(ChartText.Between(same, same));
    }

    // A resumed run takes epochs back, another run has other lines: points that were drawn are not true any more.
    [Fact]
    public void PointsThatWentOrMoved_OrOtherSeries_AreSentWhole()
    {
        var drawn = Options(3);
        ChartOptions[] others =
        [
            Options(2),
            drawn with
            {
                Series = [drawn.Series[0] with { Points = [new(1, 9), new(2, 0.5), new(3, 1.0 / 3)] }],
            },
            drawn with
            {
                Series = [.. drawn.Series, drawn.Series[0] with { Name = "Training" }],
            },
            drawn with
            {
                Series = [drawn.Series[0] with { Dash = 5 }],
            },
        ];
        foreach (var other in others)
            Assert.Equal(("update", ChartText.Of(other)), (ChartText.Between(drawn, other)!.Function, ChartText.Between(drawn, other)!.Json));
    }

    [Fact]
    public void PagesThatStandAtTheSame_ShareOneText()
    {
        var (drawn, now) = (Options(3), Options(4));
        Assert.Same(ChartText.Between(drawn, now), ChartText.Between(drawn, now));
        // One that missed a step gets what it lacks.
        Assert.Contains("\"x\":3", ChartText.Between(Options(2), now)!.Json, StringComparison.Ordinal);
    }

    private static ChartOptions Options(int points) =>
        new() { Title = "Loss", Series = [new("Validation", "--series-0", [.. Enumerable.Range(1, points).Select(x => new ChartPoint(x, 1.0 / x))])] };
}
