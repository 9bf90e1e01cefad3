using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Dashboard.Components.Shared;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

public sealed class ThrottlerTests
{
    private readonly FakeTimeProvider clock = new();
    private int runs;

    [Fact]
    public void Request_ManyInOneSecond_RunsFourTimesAndNotLess()
    {
        using var throttler = new Throttler(clock, Count);
        for (var i = 0; i < 100; i++)
        {
            throttler.Request();
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(runs, 4, 5);
    }

    [Fact]
    public void Request_TheLastWish_IsNotLost()
    {
        using var throttler = new Throttler(clock, Count);
        throttler.Request();
        clock.Advance(TimeSpan.Zero);
        throttler.Request();
        Assert.Equal(1, runs);
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, runs);
    }

    [Fact]
    public void Request_AfterDispose_DoesNothing()
    {
        var throttler = new Throttler(clock, Count);
        throttler.Request();
        clock.Advance(TimeSpan.Zero);
        throttler.Request();
        throttler.Dispose();
        throttler.Request();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Request_WhileBusy_WaitsForTheEndAndRunsOnceMore()
    {
        var gate = new TaskCompletionSource();
        using var throttler = new Throttler(
            clock,
            () =>
            {
                runs++;
                return gate.Task;
            }
        );
        throttler.Request();
        clock.Advance(TimeSpan.Zero);
        throttler.Request();
        throttler.Request();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, runs);
        gate.SetResult();
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, runs);
    }

    [Fact]
    public void Request_WhenTheActionFails_TheNextOneRuns()
    {
        using var throttler = new Throttler(clock, () => ++runs == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask);
        throttler.Request();
        clock.Advance(TimeSpan.Zero);
        throttler.Request();
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, runs);
    }

    private Task Count()
    {
        runs++;
        return Task.CompletedTask;
    }
}
