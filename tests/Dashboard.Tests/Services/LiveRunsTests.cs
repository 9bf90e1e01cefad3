using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Services;

/// <summary>What pages of one run share, and what they must not.</summary>
public sealed class LiveRunsTests
{
    private readonly FakeTimeProvider clock = new(Samples.Now);
    private readonly RunFeed feed = new();
    private readonly SharedRuns shared;
    private readonly LiveRuns live;
    private int reads;

    public LiveRunsTests()
    {
        shared = new(feed, clock, NullLogger<SharedRuns>.Instance);
        live = Of(Caller.LocalOwner);
    }

    [Fact]
    public async Task Pages_OfOneRun_ShareOneSubscriptionAndOneRead()
    {
        var pages = Enumerable.Range(0, 50).Select(_ => Follow()).ToList();
        Assert.Equal((1, 1), (feed.Count, shared.Followed));
        foreach (var page in pages)
            Assert.Equal(1, await Read(page));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Read_AfterANotice_IsNew()
    {
        var (one, other) = (Follow(), Follow());
        await Read(one);
        feed.Publish(new(Samples.Id(1), [Epoch()], null));
        Assert.Equal(2, await Read(other));
        Assert.Equal(2, await Read(one));
    }

    // Whoever is told to read again must not be given what was read before.
    [Fact]
    public async Task Read_WithinTheNotice_IsNewAlready()
    {
        var seen = new TaskCompletionSource<int>();
        var page = Follow();
        await Read(page);
        RunSubscription? other = null;
        other = live.Follow(Samples.Id(1), _ => Task.CompletedTask, async () => seen.SetResult(await Read(other!)));
        feed.Publish(new(Samples.Id(1), [Epoch()], null));
        clock.Advance(TimeSpan.Zero);
        Assert.Equal(2, await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Progress_MakesNoReadOld()
    {
        var page = Follow();
        await Read(page);
        feed.Publish(new(Samples.Id(1), [new ProgressEvent(1, 2, 3, 0.5, 100, 10)], null));
        Assert.Equal(1, await Read(page));
    }

    [Fact]
    public async Task Read_ThatIsOld_OrAskedForFresh_OrFailed_IsDoneAgain()
    {
        var page = Follow();
        await Read(page);
        Assert.Equal(2, await page.ReadAsync("what", Next, fresh: true));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, await Read(page));
        await Assert.ThrowsAsync<TimeoutException>(() => page.ReadAsync<int>("broken", () => Task.FromException<int>(new TimeoutException())));
        Assert.Equal(4, await page.ReadAsync("broken", Next));
    }

    [Fact]
    public void Run_IsLetGo_WithItsLastPage()
    {
        var (one, other) = (Follow(), Follow());
        one.Dispose();
        one.Dispose();
        Assert.Equal((1, 1), (feed.Count, shared.Followed));
        other.Dispose();
        Assert.Equal((0, 0), (feed.Count, shared.Followed));
    }

    [Fact]
    public void Rereads_AreAtMostOneASecond_AndTheLastIsNotLost()
    {
        var told = 0;
        using var page = live.Follow(Samples.Id(1), _ => Task.CompletedTask, () => Task.FromResult(Interlocked.Increment(ref told)));
        for (var i = 0; i < 40; i++)
        {
            feed.Publish(new(Samples.Id(1), [Epoch()], null));
            clock.Advance(TimeSpan.FromMilliseconds(50));
        }
        Assert.InRange(told, 2, 3);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, told);
    }

    // What one may not see must not come to them by an answer that another page got.
    [Fact]
    public async Task Pages_OfCallersWhoSeeOtherProjects_ShareNothing()
    {
        var (home, away) = (ProjectId.New(), ProjectId.New());
        var (anna, ben, carl) = (Of(Viewer("anna", home)), Of(Viewer("ben", home)), Of(Viewer("carl", away)));
        var heard = new List<string>();
        RunSubscription Page(LiveRuns pages, string who) => pages.Follow(Samples.Id(1), _ => Task.FromResult(Add(heard, who)), () => Task.CompletedTask);
        using var one = Page(anna, "anna");
        using var two = Page(ben, "ben");
        using var three = Page(carl, "carl");
        Assert.Equal(2, shared.Followed);
        Assert.Equal((1, 1, 2), (await Read(one), await Read(two), await Read(three)));
        feed.Publish(new(Samples.Id(1), [new ProgressEvent(1, 2, 3, 0.5, 100, 10)], null) { Project = home });
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["anna", "ben"], heard.Order());
    }

    [Fact]
    public void Lists_HearOfTheCallersProjectsAlone()
    {
        var (home, away) = (ProjectId.New(), ProjectId.New());
        var heard = new List<ProjectId>();
        using (Of(Viewer("anna", home)).Hear(n => heard.Add(n.Project)))
            foreach (var project in new[] { away, home, default })
                feed.Publish(new(Samples.Id(1), [], null) { Project = project });
        Assert.Equal([home], heard);
    }

    private static bool Add(List<string> heard, string who)
    {
        lock (heard)
            heard.Add(who);
        return true;
    }

    private static Caller Viewer(string name, ProjectId project) => new(name, null, [new(Permission.View, project)]);

    private LiveRuns Of(Caller caller) => new(shared, feed, TestCaller.Of(caller), clock, NullLogger<LiveRuns>.Instance);

    private RunSubscription Follow() => live.Follow(Samples.Id(1), _ => Task.CompletedTask, () => Task.CompletedTask);

    private Task<int> Read(RunSubscription page) => page.ReadAsync("what", Next);

    private Task<int> Next() => Task.FromResult(Interlocked.Increment(ref reads));

    private static EpochEvent Epoch() => Samples.Epoch(1);
}
