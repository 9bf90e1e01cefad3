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

    // What a busy hour left behind, 200 MB here, is the system's again.
    [Fact]
    public void Collect_GivesBackWhatIsNotUsed()
    {
        var bulk = Enumerable
            .Range(0, 200)
            .Select(_ =>
            {
                var block = new byte[1 << 20];
                block.AsSpan().Fill(1);
                return block;
            })
            .ToList();
        var full = Environment.WorkingSet;
        bulk.Clear();
        PageMemory.Collect();
        Assert.True(Environment.WorkingSet < full - (150L << 20), $"{full >> 20} MB before, {Environment.WorkingSet >> 20} MB after.");
    }
}
