using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Runs;

public sealed class RunsPageTests : PageContext
{
    private readonly List<RunRow> rows = [Samples.Row(3, RunStatus.Running, 0.5), Samples.Row(2, accuracy: 0.8), Samples.Row(1)];

    public RunsPageTests() =>
        Sender.On<ListRuns, RunPageRows>(q => new(rows.Count, [.. rows.Where(r => q.Filter.IncludeArchived || !r.IsArchived)], [], ["EfficientNetLite0"], []));

    [Fact]
    public void Headline_NamesTheBestRun()
    {
        var page = Render<RunsPage>();
        Assert.Equal("3 runs; the best here is run 2 with 80.0 %", page.Find("h1").TextContent);
    }

    [Fact]
    public void Headline_SaysOnHowFewPicturesTheBestRests()
    {
        rows[1] = rows[1] with { JudgedPictures = 1 };
        Assert.Equal("3 runs; the best here is run 2 with 80.0 %, on only 1 validation picture", Render<RunsPage>().Find("h1").TextContent);
    }

    [Fact]
    public void Headline_RanksNoRunsOfDifferentData()
    {
        rows[2] = Samples.Row(1, accuracy: 0.9) with { DatasetVersion = DatasetVersionId.New() };
        Assert.Equal("3 runs on 2 versions of data; group by dataset to compare what was judged alike", Render<RunsPage>().Find("h1").TextContent);
    }

    [Fact]
    public void Url_IsTheFilter()
    {
        Navigation.NavigateTo("/runs?q=cat&status=trouble&backbone=B&strategy=S&tag=t&archived=True&sort=val_accuracy&page=3");
        Render<RunsPage>();
        var filter = Sender.SentOf<ListRuns>().Single().Filter;
        Assert.Equal(
            ("cat", "B", "S", "t", true, "val_accuracy", false, 100),
            (filter.Search, filter.Backbone, filter.Strategy, filter.Tag, filter.IncludeArchived, filter.Sort, filter.Descending, filter.Skip)
        );
        Assert.Equal([RunStatus.Failed, RunStatus.Diverged, RunStatus.Interrupted], filter.Statuses);
    }

    [Fact]
    public void Select_GoesIntoTheUrl_AndComparesInOrder()
    {
        Navigation.NavigateTo("/runs");
        var page = Render<RunsPage>();
        page.Find("input[aria-label='Select run 3']").Change(true);
        page.Find("input[aria-label='Select run 1']").Change(true);
        Assert.EndsWith("/runs?selected=1%2C3", Navigation.Uri, StringComparison.Ordinal);
        page.Find("[data-testid=bulk-compare]").Click();
        Assert.EndsWith($"/compare?runs={Samples.Id(1)},{Samples.Id(3)}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyC_WithOneSelected_SaysWhatIsNeeded()
    {
        Navigation.NavigateTo("/runs?selected=1");
        Render<RunsPage>();
        await Services.GetRequiredService<PageKeys>().PressAsync("c");
        Assert.Contains("Select 2 to 20 runs to compare.", Toasts);
        Assert.EndsWith("selected=1", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_PressedTwice_TurnsRound()
    {
        var page = Render<RunsPage>();
        Header(page, "Best accuracy").Click();
        Assert.EndsWith("sort=-val_accuracy", Navigation.Uri, StringComparison.Ordinal);
        Header(page, "Best accuracy").Click();
        Assert.EndsWith("sort=val_accuracy", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_IsSentForTheSelection_AndCanBeUndone()
    {
        Sender.On<ArchiveRuns, Outcome>(_ => Outcome.Done);
        Navigation.NavigateTo("/runs?selected=1,2");
        var page = Render<RunsPage>();
        page.Find("[data-testid=bulk-archive]").Click();
        var sent = Sender.SentOf<ArchiveRuns>().Single();
        Assert.True(sent.Archived);
        Assert.Equal([Samples.Id(1), Samples.Id(2)], sent.Runs.OrderBy(r => r.Value));
        Assert.Contains("2 runs archived.", Toasts);
        Assert.Empty(page.FindAll("[data-testid=bulk-bar]"));
    }

    [Fact]
    public void Progress_RedrawsTheRowWithoutAskingAgain()
    {
        var page = Render<RunsPage>();
        Feed.Publish(new(Samples.Id(3), [new ProgressEvent(4, 1, 10, 0.5, 200, 120)], RunStatus.Running));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("about 2 min left", page.Find(".state-cell .muted").GetAttribute("title")));
        Assert.Single(Sender.SentOf<ListRuns>());
    }

    [Fact]
    public void Epoch_AsksForTheListAgain()
    {
        var page = Render<RunsPage>();
        rows[0] = Samples.Row(3, RunStatus.Completed, 0.9);
        Feed.Publish(new(Samples.Id(3), [Samples.Epoch(4)], RunStatus.Running));
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("90.0 %", page.Find("[data-testid=run-row]").TextContent));
    }

    [Fact]
    public async Task Dispose_EndsTheSubscription()
    {
        Render<RunsPage>();
        Assert.Equal(1, Feed.Count);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Count);
    }

    [Fact]
    public void NoRun_TeachesTheFirstStep()
    {
        rows.Clear();
        var page = Render<RunsPage>();
        Assert.Equal("/runs/new", page.Find("[data-testid=empty-action]").GetAttribute("href"));
    }

    [Fact]
    public void ARunOfNumbers_HasItsMetricsColumn_SortedTheSmallestFirst()
    {
        rows.Clear();
        rows.AddRange([Numbers(2, 3), Numbers(1, 1.5)]);
        var page = Render<RunsPage>();
        Assert.Equal("2 runs; the best here is run 1 with val_mae 1.50 cm", page.Find("h1").TextContent);
        Assert.Equal(["3.00 cm", "1.50 cm"], page.FindAll("td.c-primary").Select(c => c.TextContent.Trim()));
        Header(page, "Best mae").Click();
        Assert.EndsWith("sort=val_mae", Navigation.Uri, StringComparison.Ordinal);
        Header(page, "Best mae").Click();
        Assert.EndsWith("sort=-val_mae", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void RunsThatAreJudgedByDifferentMetrics_SayTheirOwn_AndNoneIsBest()
    {
        rows.Clear();
        rows.AddRange([Numbers(2, 3), Samples.Row(1, accuracy: 0.8)]);
        Navigation.NavigateTo("/runs?columns=best,val_accuracy");
        var page = Render<RunsPage>();
        Assert.Equal("2 runs", page.Find("h1").TextContent);
        Assert.Equal(["3.00 cm val_mae", "80.0 %"], page.FindAll("td.c-primary").Select(c => c.TextContent.Trim()));
        // A run of numbers lacks no accuracy.
        Assert.Equal(["", "80.0 %"], page.FindAll("td.c-metric").Select(c => c.TextContent.Trim()));
    }

    private static RunRow Numbers(int number, double mae) =>
        Samples.Row(number) with
        {
            Measures = Samples.Numbers,
            Metrics = MetricValues.Of(("val_mae", mae)),
        };

    private static IElement Header(IRenderedComponent<RunsPage> page, string title) =>
        page.FindAll("th button").First(b => b.TextContent.Contains(title, StringComparison.Ordinal));
}
