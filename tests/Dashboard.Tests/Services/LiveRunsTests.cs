using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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
    private readonly LiveRuns live;
    private int reads;

    public LiveRunsTests() => live = new(feed, clock, NullLogger<LiveRuns>.Instance);

    [Fact]
    public async Task Pages_OfOneRun_ShareOneSubscriptionAndOneRead()
    {
        var pages = Enumerable.Range(0, 50).Select(_ => Follow()).ToList();
        Assert.Equal((1, 1), (feed.Count, live.Followed));
        foreach (var page in pages) Assert.Equal(1, await Read(page));
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
        Assert.Equal((1, 1), (feed.Count, live.Followed));
        other.Dispose();
        Assert.Equal((0, 0), (feed.Count, live.Followed));
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

    private RunSubscription Follow() => live.Follow(Samples.Id(1), _ => Task.CompletedTask, () => Task.CompletedTask);

    private Task<int> Read(RunSubscription page) => page.ReadAsync("what", Next);

    private Task<int> Next() => Task.FromResult(Interlocked.Increment(ref reads));

    private static EpochEvent Epoch() => new(1, 0, 0.5, 0.9, 0.6, 0.8, 0.001, 2, "aa");
}
