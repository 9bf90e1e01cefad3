using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Compare;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Compare;

public sealed class ComparePageTests : PageContext
{
    public ComparePageTests()
    {
        Sender.On<ListRuns, RunPageRows>(_ => new(2, [Samples.Row(2), Samples.Row(1)], [], [], []));
        Sender.On<CompareRuns, Outcome<RunComparison>>(q => new RunComparison(
            "Run 2 beats run 1 by 2.1 points",
            q.Baseline ?? q.Runs[0],
            [Samples.Row(1), Samples.Row(2)],
            [Samples.Curves(1, 3), Samples.Curves(2, 3)],
            [new("seed", ["0", "1"], true), new("precision", ["float32", "float32"], false)],
            [
                new("val_accuracy", "share", Direction.Larger, [0.7, 0.721], [null, 0.021], 1),
                new("val_loss", null, Direction.Smaller, [0.8, 0.9], [null, 0.1], 0),
                new("time", "s", Direction.Smaller, [41, null], [null, null], 0),
            ],
            [],
            []
        ));
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
    public void Numbers_NameRuns()
    {
        Sender.On<FindRunNumbers, IReadOnlyDictionary<int, RunId>>(q => q.Numbers.Where(n => n < 9).ToDictionary(n => n, Samples.Id));
        var page = Open("/compare?runs=1,9,2,1&baseline=2");
        Assert.Equal("Run 2 beats run 1 by 2.1 points", page.Find("h1").TextContent);
        var asked = Sender.SentOf<CompareRuns>().Single();
        Assert.Equal([Samples.Id(1), Samples.Id(2)], asked.Runs);
        Assert.Equal(Samples.Id(2), asked.Baseline);
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
    public void RunsOfNumbers_OfferTheirMetrics_ThePrimaryOneFirst()
    {
        var curves = Samples.Curves(1, 2) with { Metrics = [new("mae", [3, 2]), new("val_mae", [4, 3])], Measures = Samples.Numbers };
        Sender.On<CompareRuns, Outcome<RunComparison>>(q => new RunComparison(
            "Run 2 leads",
            q.Runs[0],
            [Samples.Row(1), Samples.Row(2)],
            [curves, curves with { Number = 2 }],
            [],
            [new("Validation mae", "cm", Direction.Smaller, [3, 2.5], [null, -0.5], 1), new("Spread", null, null, [1, 2], [null, 1], null)],
            [new("A", "Feature extraction", Samples.Numbers.PrimarySpec, 2, 2.75, 0.35)],
            []
        ));
        var page = Open(Link);
        Assert.Equal(
            ["Validation mae", "Validation r2", "Validation loss", "Training mae", "Training loss"],
            page.FindAll("[data-testid=compare-metric] option").Select(o => o.TextContent)
        );
        Assert.Contains("Validation mae of 2 runs", page.Find("[data-testid=compare-chart]").InnerHtml);
        var deltas = page.FindAll("[data-testid=compare-metrics] .delta");
        Assert.Equal(("−0.500 cm", "+1"), (deltas[0].TextContent.Trim(), deltas[1].TextContent.Trim()));
        Assert.Contains("delta-good", deltas[0].ClassName);
        // Neither direction is better: no colour.
        Assert.DoesNotContain("delta-", deltas[1].ClassName!.Replace("delta ", "", StringComparison.Ordinal));
        Assert.Contains("2.75 cm val_mae", page.Find("[data-testid=strategy-grid]").TextContent);
        Assert.Contains("mean best validation mae", page.Find("[data-testid=strategy-grid]").TextContent);
        page.Find("[data-testid=compare-metric]").Change("mae");
        Assert.Contains("metric=mae", Navigation.Uri);
        page.Find("[data-testid=compare-metric]").Change("val_mae");
        Assert.DoesNotContain("metric=", Navigation.Uri);
    }

    [Fact]
    public void Refusal_IsSaidAboveThePicker()
    {
        Sender.On<CompareRuns, Outcome<RunComparison>>(_ => Outcome<RunComparison>.Refused(Refusal.OfSentence("Run 9 is not here.")));
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
