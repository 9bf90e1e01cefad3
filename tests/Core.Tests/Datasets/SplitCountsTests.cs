using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class SplitCountsTests
{
    [Fact]
    public void PicturesOfTheTest_AndThoseThatNobodyLabelled_AreNotCounted()
    {
        Assert.Equal(new SplitCounts(80, 20), SplitCounts.Of(100, null, 0.2));
        Assert.Equal(new SplitCounts(40, 10), SplitCounts.Of(100, new(0, 0, 20) { Unlabelled = 30 }, 0.2));
        Assert.Equal(new SplitCounts(35, 15), SplitCounts.Of(100, new(35, 15, 20) { Unlabelled = 30 }, 0.2));
    }
}
