using System.Diagnostics;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <summary>The shortest of several timings: on a noisy machine the least disturbed one.</summary>
internal static class Stopclock
{
    // Short work is repeated for as long: a neighbour's burst of some tenths of a second must not cover all its rounds.
    private const double LeastSeconds = 1;

    /// <param name="rounds">At least so many, after one that is not counted.</param>
    public static double BestSeconds(int rounds, Action work)
    {
        work();
        var (best, total) = (double.MaxValue, 0.0);
        for (var round = 0; round < rounds || total < LeastSeconds; round++)
        {
            var clock = Stopwatch.StartNew();
            work();
            var seconds = clock.Elapsed.TotalSeconds;
            (best, total) = (Math.Min(best, seconds), total + seconds);
        }
        return best;
    }
}
