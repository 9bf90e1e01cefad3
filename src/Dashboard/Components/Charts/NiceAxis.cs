namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>Ends and label distance of an axis at round numbers.</summary>
public readonly record struct NiceAxis(double Low, double High, double Step)
{
    private const int MostEpochLabels = 12;
    private static readonly int[] EpochSteps = [2, 3, 4, 5, 10, 15, 20, 25, 50, 100, 200, 500, 1000];

    /// <summary>An axis around the values; non-finite ones are left out.</summary>
    /// <param name="floor">The lowest end allowed.</param>
    /// <param name="ceiling">The highest end allowed.</param>
    public static NiceAxis Around(
        IEnumerable<double?> values,
        double floor = double.NegativeInfinity,
        double ceiling = double.PositiveInfinity,
        bool fromZero = false
    )
    {
        var known = values.Where(v => v is { } n && double.IsFinite(n)).Select(v => v!.Value).ToList();
        if (known.Count == 0)
            return new(fromZero || double.IsInfinity(floor) ? 0 : floor, double.IsInfinity(ceiling) ? 1 : ceiling, 0.2);
        double low = fromZero ? Math.Min(0, known.Min()) : known.Min(),
            high = known.Max();
        if (high - low < 1e-9)
            (low, high) = fromZero && high > 0 ? (0, high) : (low - Math.Max(Math.Abs(low) * 0.1, 0.01), high + Math.Max(Math.Abs(high) * 0.1, 0.01));
        var step = Round((high - low) / 4);
        return new(Math.Max(floor, Math.Floor(low / step + 1e-9) * step), Math.Min(ceiling, Math.Ceiling(high / step - 1e-9) * step), step);
    }

    /// <summary>The axis of epochs, counted from 1: every one labelled while they are few; of more it ends at the last one, where a step leads there.</summary>
    public static NiceAxis Epochs(int total)
    {
        if (total <= MostEpochLabels)
            return new(1, Math.Max(2, total), 1);
        foreach (var even in EpochSteps.Where(step => total / step <= MostEpochLabels))
        {
            if (total % even == 0)
                return new(0, total, even);
            if (total % even == 1)
                return new(1, total, even);
        }
        double step = total switch
        {
            <= 24 => 2,
            <= 60 => 5,
            <= 120 => 10,
            <= 240 => 20,
            <= 600 => 50,
            _ => Round(total / 10.0),
        };
        return new(0, Math.Ceiling(total / step) * step, step);
    }

    /// <summary>The axis of seconds from 0, with labels at round times.</summary>
    public static NiceAxis Seconds(double longest)
    {
        double[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];
        var step = steps.FirstOrDefault(s => longest / s <= 9, 86400);
        return new(0, Math.Max(1, Math.Ceiling(longest / step)) * step, step);
    }

    /// <summary>An axis of logarithms to base 10 around positive values.</summary>
    public static NiceAxis Logarithms(IEnumerable<double?> values)
    {
        var logs = values.Where(v => v is > 0 and < double.PositiveInfinity).Select(v => Math.Log10(v!.Value)).ToList();
        if (logs.Count == 0)
            return new(-1, 0, 0.25);
        var step = (logs.Max() - logs.Min()) switch
        {
            <= 1.25 => 0.25,
            <= 2.5 => 0.5,
            _ => 1.0,
        };
        double low = Math.Floor(logs.Min() / step) * step,
            high = Math.Ceiling(logs.Max() / step) * step;
        return new(low, high > low ? high : low + step, step);
    }

    private static double Round(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var share = rough / power;
        return (
                share <= 1.0001 ? 1
                : share <= 2.0001 ? 2
                : share <= 5.0001 ? 5
                : 10
            ) * power;
    }
}
