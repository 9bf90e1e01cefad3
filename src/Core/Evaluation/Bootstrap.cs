using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>95 % intervals from rows drawn again with replacement (Efron, 1979): the 2.5th and 97.5th percentile of the draws, between two by linear
/// interpolation. The same seed gives the same interval.</summary>
public static class Bootstrap
{
    public const int DefaultDraws = 1000;

    /// <summary>An interval of each of a report's metrics, by name. Draws in which a metric is not defined are left out; null where it is not defined on all
    /// rows or in less than half of the draws.</summary>
    /// <param name="rows">How many rows the report is of.</param>
    /// <param name="draws">At least 1.</param>
    public static IReadOnlyDictionary<string, Interval?> Intervals(IReport report, int rows, int draws = DefaultDraws, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var values = report.Over().Where(m => m.Value is not null).ToDictionary(m => m.Key, _ => new List<double>(draws));
        foreach (var draw in Draws(rows, draws, seed))
        foreach (var (name, value) in report.Over(draw))
            if (value is { } defined && values.TryGetValue(name, out var list))
                list.Add(defined);
        return report.Over().ToDictionary(m => m.Key, m => values.TryGetValue(m.Key, out var list) && list.Count * 2 >= draws ? Middle(list) : null);
    }

    /// <summary>The interval of one metric, as in <see cref="Intervals"/>.</summary>
    /// <exception cref="ArgumentException">The report has no metric of that name.</exception>
    public static Interval? Of(IReport report, int rows, string metric, int draws = DefaultDraws, int seed = 0) =>
        Intervals(report, rows, draws, seed).TryGetValue(metric, out var interval)
            ? interval
            : throw new ArgumentException($"Expected one of {string.Join(", ", report.Over().Keys)}; received {metric}.", nameof(metric));

    /// <summary>The interval of the mean of some values, at least one.</summary>
    public static Interval OfMean(IReadOnlyList<double> values, int draws = DefaultDraws, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (values.Count == 0)
            throw new ArgumentException("Expected at least one value; received none.", nameof(values));
        return Middle([.. Draws(values.Count, draws, seed).Select(draw => draw.Average(row => values[row]))]);
    }

    // One array, filled anew for each draw.
    private static IEnumerable<int[]> Draws(int rows, int draws, int seed)
    {
        if (rows == 0)
            yield break;
        var (draw, state) = (new int[rows], (ulong)seed);
        for (var i = 0; i < draws; i++)
        {
            for (var k = 0; k < rows; k++)
                draw[k] = (int)Math.BigMul(Next(ref state), (ulong)rows, out _);
            yield return draw;
        }
    }

    // SplitMix64 (Steele, Lea and Flood, 2014): .NET promises the same numbers of no generator of its own.
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static Interval Middle(List<double> values)
    {
        values.Sort();
        return new(Percentile(values, 0.025), Percentile(values, 0.975));
    }

    private static double Percentile(List<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var below = (int)place;
        return below + 1 < sorted.Count ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
