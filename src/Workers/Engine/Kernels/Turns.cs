using System.Diagnostics;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>Two ways to do the same, timed when a run begins.</summary>
internal static class Turns
{
    private const int Rounds = 5;

    /// <summary>The shortest time of each, in seconds. In turns, so that a busy neighbour disturbs both; the first round is not counted.</summary>
    public static (double First, double Second) Best(Action first, Action second)
    {
        var best = (First: double.MaxValue, Second: double.MaxValue);
        for (var round = 0; round <= Rounds; round++)
        {
            var (one, other) = (Seconds(first), Seconds(second));
            if (round > 0)
            {
                best = (Math.Min(best.First, one), Math.Min(best.Second, other));
            }
        }
        return best;
    }

    private static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
