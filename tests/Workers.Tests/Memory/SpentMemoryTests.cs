using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public class SpentMemoryTests
{
    [Fact]
    public void IsGivenBack_AfterAModelWasWritten_EveryHalfMinuteAtMost()
    {
        var time = new FakeTimeProvider();
        var spent = new SpentMemory(time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(spent.GiveBack());
        spent.Spend();
        Assert.True(spent.GiveBack());
        Assert.False(spent.GiveBack());
        spent.Spend();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(spent.GiveBack());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(spent.GiveBack());
    }
}
