using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Pages.Home;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Home;

public sealed class HomePageTests : PageContext
{
    private HomeView home = new([], null, null, null, null, [], [], "1 worker here: CPU, 2 cores, idle.", 0, 0, true);

    public HomePageTests() => Sender.On<GetHome, HomeView>(_ => home);

    [Fact]
    public void FirstStart_MakesExampleRuns_AndShowsThem()
    {
        Sender.On<StartExampleRuns, Outcome<IReadOnlyList<RunId>>>(_ =>
        {
            home = home with { IsFirstStart = false, Running = [Samples.Row(1, RunStatus.Queued, null)], Runs = 1 };
            return Outcome.Of<IReadOnlyList<RunId>>([Samples.Id(1)]);
        });
        var page = Render<HomePage>();
        Assert.Equal(3, page.FindAll("[data-testid=first-start] li").Count);
        page.Find("[data-testid=make-examples]").Click();
        Assert.Equal("1 run waits for a worker", page.Find("h1").TextContent);
        Assert.Single(page.FindAll("[data-testid=live-run]"));
    }

    [Fact]
    public void Training_HeadlineSaysBestAndTimeLeft_AndFollowsProgress()
    {
        home = home with { IsFirstStart = false, Running = [Samples.Row(1, RunStatus.Running, 0.712) with { SecondsLeft = 300 }], Runs = 1 };
        var page = Render<HomePage>();
        Assert.Equal("Run 1 is training: 71.2 % right so far, about 5 min left", page.Find("h1").TextContent);
        Feed.Publish(new(Samples.Id(1), [new ProgressEvent(1, 1, 2, 0.5, 100, 41)], null));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.EndsWith("about 40 s left", page.Find("h1").TextContent));
        Assert.Single(Sender.SentOf<GetHome>());
    }

    [Fact]
    public void RunsOfNumbers_SayTheirOwnMetric()
    {
        RunRow Numbers(int number, RunStatus status) =>
            Samples.Row(number, status) with
            {
                Measures = Samples.Numbers,
                Metrics = MetricValues.Of(("val_mae", 1.5)),
                SecondsLeft = 300,
            };
        home = home with
        {
            IsFirstStart = false,
            Running = [Numbers(2, RunStatus.Running)],
            LastFinished = Numbers(1, RunStatus.Completed),
            Recent = [Numbers(1, RunStatus.Completed), Samples.Row(3)],
            Runs = 3,
        };
        var page = Render<HomePage>();
        Assert.Equal("Run 2 is training: val_mae 1.50 cm so far, about 5 min left", page.Find("h1").TextContent);
        Assert.Equal("1.50 cm", page.Find(".big-number").TextContent);
        Assert.Contains("val_mae, best at epoch 3 of 10", page.Find("[data-testid=last-finished]").TextContent);
        Assert.Equal(["1.50 cm val_mae", "70.0 %"], page.FindAll("[data-testid=recent] .metric").Select(m => m.TextContent));
        Assert.Equal("Best validation mae so far", page.Find(".live-run-best").GetAttribute("title"));
    }

    [Fact]
    public void LastFinished_OfClassification_SaysHowManyPicturesAreRight()
    {
        home = home with { IsFirstStart = false, LastFinished = Samples.Row(4), Runs = 4 };
        var page = Render<HomePage>();
        Assert.Equal("70.0 %", page.Find(".big-number").TextContent);
        Assert.Contains("of validation pictures right, best at epoch 3 of 10", page.Find("[data-testid=last-finished]").TextContent);
    }

    [Fact]
    public void LastFinished_ShowsItsWorstMistake()
    {
        home = home with
        {
            IsFirstStart = false,
            LastFinished = Samples.Row(4),
            LastHeadline = "Run 4 finished",
            WorstMistake = new('c', 64),
            WorstMistakeSentence = "A cat taken for a dog",
            Runs = 4,
        };
        var page = Render<HomePage>();
        Assert.Equal("Run 4 finished", page.Find("h1").TextContent);
        Assert.Contains("A cat taken for a dog", page.Find("[data-testid=last-finished]").TextContent);
        Assert.Equal(
            Services.GetRequiredService<MediaAddress>().Thumb($"{new string('c', 64)}"),
            page.Find("[data-testid=last-finished] img").GetAttribute("src")
        );
    }
}
