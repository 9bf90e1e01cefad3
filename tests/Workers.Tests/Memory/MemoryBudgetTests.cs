using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public sealed class MemoryBudgetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0::/\n", "", "1073741824", 1L << 30)]
    [InlineData("0::/\n", "", "max", 8L << 30)]
    [InlineData("0::/system.slice/app.service\n", "system.slice/app.service", "536870912", 512L << 20)]
    [InlineData("0::/a/b/c\n", "a", "268435456", 256L << 20)]
    [InlineData("12:memory:/old\n0::/a\n", "a", "268435456", 256L << 20)]
    [InlineData("0::/\n", "", "99999999999999", 8L << 30)]
    public void Of_IsTheLeastOfWhatIsAvailableAndEveryGroupsLimit(string membership, string group, string limit, long expected)
    {
        var (proc, groups) = (Path.Combine(folder.Path, "proc"), Path.Combine(folder.Path, "groups"));
        Directory.CreateDirectory(Path.Combine(proc, "self"));
        Directory.CreateDirectory(Path.Combine(groups, group));
        File.WriteAllText(Path.Combine(proc, "meminfo"), "MemTotal:       16777216 kB\nMemFree:        1048576 kB\nMemAvailable:    8388608 kB\n");
        File.WriteAllText(Path.Combine(proc, "self", "cgroup"), membership);
        File.WriteAllText(Path.Combine(groups, group, "memory.max"), limit + "\n");
        Assert.Equal(expected, MemoryBudget.Of(proc, groups).Bytes);
    }

    [Fact]
    public void Of_WithoutEither_IsWhatTheRuntimeKnows() =>
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, MemoryBudget.Of(folder.Path, folder.Path).Bytes);

    [Fact]
    public void Shares_TogetherLeaveRoomForTheNetwork()
    {
        foreach (var bytes in new[] { 256L << 20, 1L << 30, 4L << 30, 24L << 30, 512L << 30 })
        {
            var budget = new MemoryBudget(bytes);
            Assert.InRange(budget.DecodedPictures + budget.Activations + budget.BatchesAhead + budget.Decoding, 1, bytes * 3 / 4);
        }
        Assert.Equal((3L << 30, 2L << 30), (new MemoryBudget(24L << 30).DecodedPictures, new MemoryBudget(24L << 30).Activations));
    }

    [Fact]
    public async Task Gate_LetsInWhatFits_AndOneThatNeverDoesAlone()
    {
        var gate = new ByteGate(100);
        var (inside, most, alone) = (0L, 0L, true);
        var watch = new Lock();
        await Parallel.ForAsync(
            0,
            200,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (i, stop) =>
            {
                var bytes = i % 20 == 0 ? 1000 : 30;
                using (gate.Enter(bytes))
                {
                    lock (watch)
                    {
                        inside += bytes;
                        alone &= bytes < 1000 || inside == 1000;
                        most = bytes == 1000 ? most : Math.Max(most, inside);
                    }
                    await Task.Yield();
                    lock (watch)
                    {
                        inside -= bytes;
                    }
                }
            }
        );
        Assert.True(alone);
        Assert.InRange(most, 30, 100);
        Assert.Equal(0, inside);
    }
}
