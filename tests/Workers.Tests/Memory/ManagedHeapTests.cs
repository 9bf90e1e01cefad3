using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public class ManagedHeapTests
{
    [Theory]
    [InlineData(4.9, true)]
    [InlineData(5, false)]
    public void Tidy_EveryFiveSeconds_CollectsWhatHasGrownOld(double seconds, bool remains)
    {
        var clock = new FakeTimeProvider();
        var heap = new ManagedHeap(clock);
        var old = Old();
        clock.Advance(TimeSpan.FromSeconds(seconds));
        heap.Tidy();
        Assert.Equal(remains, old.IsAlive);
    }

    [Theory]
    [InlineData(19.8, true)]
    [InlineData(20.2, false)]
    public void Tidy_WhereItTakesATenthOfASecond_WaitsTwentySeconds(double seconds, bool remains)
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(0.1) };
        var heap = new ManagedHeap(clock);
        clock.Advance(TimeSpan.FromSeconds(5));
        heap.Tidy();
        clock.AutoAdvanceAmount = TimeSpan.Zero;
        var old = Old();
        clock.Advance(TimeSpan.FromSeconds(seconds));
        heap.Tidy();
        Assert.Equal(remains, old.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Old()
    {
        var lives = new byte[1_000];
        GC.Collect();
        GC.Collect();
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(lives));
        return new WeakReference(lives);
    }
}
