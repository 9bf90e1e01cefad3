using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Compare;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MlOpsDashboard.Dashboard.Tests.Tasks;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Compare;

/// <summary>The comparison of two runs that find objects.</summary>
public sealed class ComparedObjectsTests : PageContext
{
    // Run 2 finds both dogs and not the cat; c.png has an error more.
    private StoredEvaluation? other = TaskSamples.Of(
        "object-detection",
        new(
            ["cat", "dog"],
            [
                .. TaskSamples
                    .Objects()
                    .Predictions!.Rows.Zip(
                        new double[][] { [1, 0.8, 50, 40, 90, 70], [1, 0.8, 10, 10, 60, 60], [0, 0.6, 5, 5, 30, 30] },
                        (row, found) => row with { Output = found }
                    ),
            ]
        ),
        new() { ["shownScore"] = 0.4 }
    );

    public ComparedObjectsTests()
    {
        Sender.On<CompareRuns, Outcome<RunComparison>>(q => new RunComparison(
            "Run 2 leads",
            q.Runs[0],
            [Samples.Row(1), Samples.Row(2)],
            [Samples.Curves(1, 3), Samples.Curves(2, 3)],
            [],
            [],
            [],
            []
        )
        {
            Task = "object-detection",
        });
        Sender.On<GetEvaluation, StoredEvaluation?>(q => q.Run == Samples.Id(1) ? TaskSamples.Objects() : other);
    }

    [Fact]
    public void Objects_AreCountedByWhoFindsThem()
    {
        var page = Open();
        Assert.Equal(
            "Run 2 is better than run 1 on 1 picture and worse on 1, by F1 of a picture; 1 is as good.",
            page.Find("[data-testid=comparison-sentence]").TextContent
        );
        Assert.Equal(["0", "2", "1", "0", "1", "1"], page.FindAll("[data-testid=compared-objects] dd").Select(figure => figure.TextContent));
        Assert.Contains("run 1 from score 0.500, run 2 from score 0.400", page.Find("[data-testid=compared-objects]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=changed-pictures]"));
    }

    [Theory]
    [InlineData("", "b.png", "c.png", "a.png")]
    [InlineData("&change=better", "b.png")]
    [InlineData("&change=worse", "c.png")]
    [InlineData("&change=gained", "b.png", "a.png")]
    [InlineData("&change=gained&class=cat")]
    [InlineData("&change=lost", "a.png")]
    [InlineData("&change=lost&class=dog")]
    [InlineData("&change=moreWrong", "c.png")]
    [InlineData("&change=fewerWrong", "b.png")]
    [InlineData("&change=all&order=name", "a.png", "b.png", "c.png")]
    [InlineData("&change=all&order=lost", "a.png", "c.png", "b.png")]
    [InlineData("&change=all&order=gained", "b.png", "a.png", "c.png")]
    [InlineData("&change=nonsense&order=up&class=nobody", "b.png", "c.png", "a.png")]
    public void Pictures_AreThoseOfTheAddress(string query, params string[] names)
    {
        var tiles = Open(query).FindAll("[data-testid=compared-pictures] .pair-tile");
        Assert.Equal(names, tiles.Select(tile => tile.GetAttribute("title")));
    }

    [Fact]
    public void Choices_GoIntoTheAddress()
    {
        var page = Open();
        page.Find("[data-testid=compared-change]").Change("lost");
        Assert.Contains("change=lost", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-testid=compared-class]").Change("cat");
        Assert.Contains("class=cat", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-testid=compared-class]").Change("");
        Assert.DoesNotContain("class=", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["a.png"], page.FindAll(".pair-tile").Select(tile => tile.GetAttribute("title")));
    }

    [Fact]
    public void APicture_HasTheBoxesOfBoth_AndOpens()
    {
        var dialogs = Render<MudDialogProvider>();
        var tile = Open("&change=lost").Find(".pair-tile");
        Assert.Equal(["1 of 2 found, 0 wrong", "1 of 2 found, 0 wrong"], tile.QuerySelectorAll(".pair-caption").Select(said => said.TextContent));
        Assert.Equal(["0", "50"], tile.QuerySelectorAll("rect.is-found").Select(box => box.GetAttribute("x")));
        tile.Click();
        var dialog = dialogs.Find("[data-testid=object-pair-dialog]");
        Assert.Equal(2, dialog.QuerySelectorAll("svg.is-named").Length);
        Assert.Contains("Found by run 2 alone: 1 dog; Found by run 1 alone: 1 cat", dialog.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherPictures_AreNotCompared()
    {
        other = TaskSamples.Of("object-detection", new(["cat", "dog"], [new("z.png", [10, 10], [])]));
        Assert.Contains("judged on different pictures", Open().Find("[data-testid=compared-pictures]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunWithoutEvaluation_IsSaid()
    {
        other = null;
        Assert.Contains("no evaluation", Open().Find("[data-testid=not-judged]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ComparePage> Open(string query = "")
    {
        Navigation.NavigateTo($"/compare?runs={Samples.Id(1)},{Samples.Id(2)}{query}");
        return Render<ComparePage>();
    }
}
