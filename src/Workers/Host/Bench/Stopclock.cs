using System.Diagnostics;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <summary>The shortest of several timings: on a noisy machine the least disturbed one.</summary>
internal static class Stopclock
{
    public static double BestSeconds(int rounds, Action work)
    {
        work();
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }
}
