using Bunit;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

/// <summary>The report of objects.</summary>
public sealed class ObjectEvaluationTests : PageContext
{
    [Fact]
    public void Sentence_SaysWhatIsFoundAndWrong()
    {
        var page = Open();
        Assert.Contains(
            "on 3 validation pictures. From score 0.500 on, 1 of 3 objects are found and 1 detection is wrong.",
            page.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(["dog", "cat"], page.FindAll("[data-testid=class-table] tbody a").Select(a => a.TextContent));
        Assert.Equal(2, page.FindComponents<Chart>().Single(c => c.Instance.TestId == "chart-precision-recall").Instance.Options.Series.Count);
    }

    [Fact]
    public void Score_ActsAtOnce()
    {
        var page = Open();
        Assert.Equal(["50.0 %", "33.3 %", "40.0 %", "1", "2", "1"], Figures(page));
        Assert.Equal("1", Errors(page)["Wrong class"]);
        Assert.Equal("0", Errors(page)["Background"]);
        page.Find("[data-testid=score-slider]").Input("0.1");
        Assert.Equal(["33.3 %", "33.3 %", "33.3 %", "1", "2", "2"], Figures(page));
        Assert.Equal("1", Errors(page)["Background"]);
        Assert.Equal(3, page.FindAll("rect.is-found").Count);
        page.Find("[data-testid=score-slider]").Input("0.95");
        Assert.Empty(page.FindAll("rect.is-found"));
        Assert.Equal(3, page.FindAll("rect.is-true.is-missed").Count);
        page.Find("[data-testid=score-slider]").Change("0.95");
        Assert.Contains("score=0.95", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-testid=score-own]").Click();
        Assert.Equal("0.500", page.Find("[data-testid=score-now]").TextContent);
        Assert.DoesNotContain("score=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "b.png", "a.png", "c.png")]
    [InlineData("&error=WrongClass", "b.png")]
    [InlineData("&error=Missed", "a.png")]
    [InlineData("&error=Background")]
    [InlineData("&error=Background&score=0.1", "b.png")]
    [InlineData("&class=cat", "b.png", "a.png")]
    [InlineData("&class=dog&error=Missed", "a.png")]
    [InlineData("&class=cat&error=Missed")]
    [InlineData("&sort=name", "a.png", "b.png", "c.png")]
    [InlineData("&error=nonsense&class=nobody&sort=up&score=NaN", "b.png", "a.png", "c.png")]
    public void Pictures_AreThoseOfTheAddress(string query, params string[] names)
    {
        Navigation.NavigateTo("runs/x?tab=evaluation" + query);
        Assert.Equal(names, Open().FindAll("[data-testid=object-pictures] .object-tile").Select(tile => tile.GetAttribute("title")));
    }

    [Fact]
    public void Boxes_LieOverThePicture_InItsOwnPixels()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&sort=name");
        var tile = Open().FindAll(".object-tile")[0];
        Assert.Equal("0 0 100 80", tile.QuerySelector("svg")!.GetAttribute("viewBox"));
        var missed = Assert.Single(tile.QuerySelectorAll("rect.is-missed"));
        Assert.Equal(["50", "40", "40", "30"], new[] { "x", "y", "width", "height" }.Select(missed.GetAttribute));
        Assert.Single(tile.QuerySelectorAll("rect.is-found.is-right"));
        Assert.Contains("1 of 2 found, 0 wrong", tile.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Confusion_HasBackgroundLast()
    {
        var cells = Open()
            .FindAll("[data-testid=object-confusion] tbody tr")
            .Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).ToList());
        Assert.Equal(
            [
                ["1", "", ""],
                ["1", "", "1"],
                ["", "", ""],
            ],
            cells
        );
    }

    // Nothing to find, nothing found.
    [Fact]
    public void Report_OfNothing_IsDrawn()
    {
        var page = Open(TaskSamples.Of("object-detection", new(["cat"], [new("a.png", [10, 10], [])])));
        Assert.Contains("not measured", page.Find("[data-testid=object-averages]").TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Single(page.FindAll(".object-tile"));
    }

    private IRenderedComponent<TaskEvaluation> Open(StoredEvaluation? evaluation = null) =>
        Render<TaskEvaluation>(p => p.Add(t => t.Evaluation, evaluation ?? TaskSamples.Objects()));

    private static IEnumerable<string> Figures(IRenderedComponent<TaskEvaluation> page) =>
        page.FindAll("[data-testid=score-figures] dd").Select(figure => figure.TextContent);

    private static Dictionary<string, string> Errors(IRenderedComponent<TaskEvaluation> page) =>
        page.FindAll("[data-testid=error-table] tbody tr")
            .Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToList())
            .ToDictionary(row => row[0], row => row[1]);
}
