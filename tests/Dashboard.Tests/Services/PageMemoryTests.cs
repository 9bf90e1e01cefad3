using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Services;

/// <summary>When memory is given back.</summary>
public sealed class PageMemoryTests
{
    private readonly FakeTimeProvider clock = new(Samples.Now);
    private int collections;

    [Fact]
    public void PagesClosedTogether_CostOneCollection_AndNothingComesAfterIt()
    {
        using var memory = new PageMemory(clock, () => collections++);
        for (var i = 0; i < 100; i++)
        {
            memory.Closed();
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(0, collections);
        clock.Advance(PageMemory.Pause);
        Assert.Equal(1, collections);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, collections);
        memory.Closed();
        clock.Advance(PageMemory.Pause);
        Assert.Equal(2, collections);
    }

    [Fact]
    public void WhereNoPageCloses_NothingIsCollected()
    {
        using var memory = new PageMemory(clock, () => collections++);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, collections);
    }
}
