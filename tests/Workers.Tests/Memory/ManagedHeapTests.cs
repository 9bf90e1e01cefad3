using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public class ManagedHeapTests
{
    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void Tidy_EveryFiveSeconds_CollectsAllGenerations(double seconds, bool collects)
    {
        var clock = new FakeTimeProvider();
        var heap = new ManagedHeap(clock);
        clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(collects, Collects(heap));
    }

    [Theory]
    [InlineData(19.8, false)]
    [InlineData(20.2, true)]
    public void Tidy_WhereItTakesATenthOfASecond_WaitsTwentySeconds(double seconds, bool collects)
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(0.1) };
        var heap = new ManagedHeap(clock);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(Collects(heap));
        clock.AutoAdvanceAmount = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(collects, Collects(heap));
    }

    private static bool Collects(ManagedHeap heap)
    {
        var before = GC.CollectionCount(GC.MaxGeneration);
        heap.Tidy();
        return GC.CollectionCount(GC.MaxGeneration) > before;
    }
}
