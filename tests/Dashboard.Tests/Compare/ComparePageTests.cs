using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Compare;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Compare;

public sealed class ComparePageTests : PageContext
{
    public ComparePageTests()
    {
        Sender.On<ListRuns, RunPageRows>(_ => new(2, [Samples.Row(2), Samples.Row(1)], [], []));
        Sender.On<CompareRuns, Outcome<RunComparison>>(q => new RunComparison(
            "Run 2 beats run 1 by 2.1 points", q.Baseline ?? q.Runs[0], [Samples.Row(1), Samples.Row(2)], [Samples.Curves(1, 3), Samples.Curves(2, 3)],
            [new("seed", ["0", "1"], true), new("precision", ["float32", "float32"], false)],
            [new("val_accuracy", "%", true, [0.7, 0.721], [null, 0.021], 1), new("val_loss", "", false, [0.8, 0.9], [null, 0.1], 0), new("time", "s", false, [41, null], [null, null], 0)], [], []));
    }

    [Fact]
    public void WithoutRuns_ThePickerMakesTheLink()
    {
        var page = Open("/compare");
        page.FindAll("[data-testid=pick-run]")[0].Change(true);
        Assert.True(page.Find("[data-testid=picker-compare]").HasAttribute("disabled"));
        page.FindAll("[data-testid=pick-run]")[1].Change(true);
        page.Find("[data-testid=picker-compare]").Click();
        Assert.Contains($"runs={Samples.Id(2)}%2C{Samples.Id(1)}", Navigation.Uri);
        Assert.Equal("Run 2 beats run 1 by 2.1 points", page.Find("h1").TextContent);
    }

    [Fact]
    public void Settings_ShowOnlyWhatDiffers_UntilAsked()
    {
        Assert.Equal(["seed"], Open(Link).FindAll("[data-testid=compare-settings] tbody code").Select(e => e.TextContent));
        Assert.Equal(["seed", "precision"], Open(Link + "&all=1").FindAll("[data-testid=compare-settings] tbody code").Select(e => e.TextContent));
    }

    [Fact]
    public void Deltas_AreColouredByWhatIsBetter()
    {
        var page = Open(Link);
        var deltas = page.FindAll("[data-testid=compare-metrics] .delta");
        Assert.Equal(["+2.1 points", "+0.100"], deltas.Select(d => d.TextContent.Trim()));
        Assert.Contains("delta-good", deltas[0].ClassName);
        Assert.Contains("delta-bad", deltas[1].ClassName);
        Assert.Contains("not measured", page.Find("[data-testid=compare-metrics]").TextContent);
    }

    [Fact]
    public void Baseline_GoesIntoTheUrl_AndIsAskedFor()
    {
        var page = Open(Link);
        page.FindAll("[data-testid=baseline]")[1].Click();
        Assert.Contains($"baseline={Samples.Id(2)}", Navigation.Uri);
        Assert.Equal(Samples.Id(2), Sender.SentOf<CompareRuns>().Last().Baseline);
    }

    [Fact]
    public void AxisAndScale_RedrawWithoutAskingAgain()
    {
        var page = Open(Link);
        page.Find("[data-testid=axis-time]").Click();
        Assert.Contains("x=time", Navigation.Uri);
        Assert.Equal("true", page.Find("[data-testid=axis-time]").GetAttribute("aria-pressed"));
        Assert.Single(Sender.SentOf<CompareRuns>());
    }

    [Fact]
    public void Refusal_IsSaidAboveThePicker()
    {
        Sender.On<CompareRuns, Outcome<RunComparison>>(_ => Outcome<RunComparison>.Refused("Run 9 is not here."));
        var page = Open(Link);
        Assert.Contains("Run 9 is not here.", page.Find("[role=alert]").TextContent);
        Assert.NotNull(page.Find("[data-testid=run-picker]"));
    }

    private static string Link => $"/compare?runs={Samples.Id(1)},{Samples.Id(2)}";

    private IRenderedComponent<ComparePage> Open(string link)
    {
        Navigation.NavigateTo(link);
        return Render<ComparePage>();
    }
}
