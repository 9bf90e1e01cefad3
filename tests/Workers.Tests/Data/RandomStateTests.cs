using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class RandomStateTests
{
    [Fact]
    public void Draws_WithNumPysSeed_EqualNumPys()
    {
        var golden = GoldenFile.Read("data/randomstate.json");
        var seed = golden.GetProperty("seed").GetInt64();
        Assert.Equal(golden.GetProperty("permutation_20").EnumerateArray().Select(e => e.GetInt32()), new RandomState(seed).Permutation(20));
        var items = Enumerable.Range(0, 10).ToArray();
        new RandomState(seed).Shuffle<int>(items);
        Assert.Equal(golden.GetProperty("shuffle_10").EnumerateArray().Select(e => e.GetInt32()), items);
        var samples = new RandomState(seed);
        Assert.All(golden.GetProperty("random_sample").EnumerateArray(), e => Assert.Equal(e.GetDouble(), samples.RandomSample()));
        Assert.All(golden.GetProperty("randint_1000").EnumerateArray(), e => Assert.Equal(e.GetInt32(), samples.RandInt(1000)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4294967296)]
    public void Seed_OutsideNumPysRange_Throws(long seed) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(seed));
}
