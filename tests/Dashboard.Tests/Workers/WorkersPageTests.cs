using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Components.Pages.Workers;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Workers;

public sealed class WorkersPageTests : DashboardContext
{
    private WorkerOverview overview;

    public WorkersPageTests()
    {
        overview = new(
            "1 worker here: CPU, 2 cores, idle. No GPU found: training will take about 6x longer.",
            [new("desk", "CPU", 2, 24_000_000_000, true, Clock.GetUtcNow(), [], [0.1, 0.4], [0, 0])],
            []
        );
        Sender.On<GetWorkers, WorkerOverview>(_ => overview);
    }

    [Fact]
    public void Sentence_IsTheHeadline()
    {
        var page = Render<WorkersPage>();
        Assert.Equal("1 worker here: CPU, 2 cores, idle", page.Find(Test("headline")).TextContent);
        Assert.Contains("No GPU found", page.Markup);
        Assert.Contains("40.0 %", page.Find(Test("node")).TextContent);
    }

    [Fact]
    public void Queue_SaysWhyEachRunWaits_AndFollowsStatusChanges()
    {
        var page = Render<WorkersPage>();
        Assert.Contains("Nothing waits.", page.Markup);
        overview = overview with { Queue = [new(RunId.New(), 16, "b0", "Waits for run 15.", Clock.GetUtcNow())] };
        Feed.Publish(new(RunId.New(), [], RunStatus.Queued));
        Tick();
        page.WaitForAssertion(() => Assert.Contains("Waits for run 15.", page.Find(Test("queue")).TextContent));
    }

    [Fact]
    public void Silent_Node_IsNotCalledIdle()
    {
        overview = overview with { Nodes = [overview.Nodes[0] with { IsHealthy = false }] };
        var page = Render<WorkersPage>();
        Assert.Contains("Not answering", page.Find(Test("node")).TextContent);
        Assert.DoesNotContain("Idle", page.Find(Test("node")).TextContent);
    }

    [Fact]
    public void Dispose_EndsSubscriptionAndTimer()
    {
        var page = Render<WorkersPage>();
        page.Instance.Dispose();
        var asked = Sender.SentOf<GetWorkers>().Count();
        Tick(60_000);
        Assert.Equal((0, asked), (Feed.Count, Sender.SentOf<GetWorkers>().Count()));
    }
}
