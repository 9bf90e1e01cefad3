namespace MlOpsDashboard.Core.Tasks.Regression;

/// <summary>One target's true and predicted numbers, measured over any of the rows. Undefined figures are null.</summary>
internal sealed class TargetColumn
{
    private readonly double[] _truth;
    private readonly double[] _predicted;
    private readonly Lazy<int[]> _byError;

    public TargetColumn(double[] truth, double[] predicted)
    {
        (_truth, _predicted) = (truth, predicted);
        _byError = new(() =>
        {
            double[] errors = [.. Rows.Select(i => Math.Abs(Error(i)))];
            int[] order = [.. Rows];
            Array.Sort(errors, order);
            return order;
        });
    }

    private IEnumerable<int> Rows => Enumerable.Range(0, _truth.Length);

    public double Error(int row) => _predicted[row] - _truth[row];

    /// <summary>Mean of a value over the rows.</summary>
    /// <param name="counts">How often each row counts; null for once.</param>
    public double? Mean(Func<int, double> value, int[]? counts = null)
    {
        double sum = 0,
            total = 0;
        for (var i = 0; i < _truth.Length; i++)
        {
            var count = counts?[i] ?? 1;
            if (count == 0)
                continue;
            sum += count * value(i);
            total += count;
        }
        return total == 0 ? null : sum / total;
    }

    public double? Mae(int[]? counts = null) => Mean(i => Math.Abs(Error(i)), counts);

    public double? Mse(int[]? counts = null) => Mean(i => Error(i) * Error(i), counts);

    /// <summary>Null where the true numbers are all the same.</summary>
    public double? R2(int[]? counts = null) => Varies(_truth, counts) ? 1 - (Mse(counts) / Variance(i => _truth[i], counts)) : null;

    /// <summary>Null where the true numbers are all the same.</summary>
    public double? ExplainedVariance() => Varies(_truth, null) ? 1 - (Variance(Error, null) / Variance(i => _truth[i], null)) : null;

    public double? MaxError() => _truth.Length == 0 ? null : Rows.Max(i => Math.Abs(Error(i)));

    public double? Bias() => Mean(Error);

    public double? MedianAbsoluteError(int[]? counts = null)
    {
        var total = counts?.Sum(c => (long)c) ?? _truth.Length;
        if (total == 0)
            return null;
        double Nth(long n)
        {
            foreach (var row in _byError.Value)
            {
                n -= counts?[row] ?? 1;
                if (n < 0)
                    return Math.Abs(Error(row));
            }
            throw new InvalidOperationException($"Expected a rank below {total}.");
        }
        return total % 2 == 1 ? Nth(total / 2) : (Nth((total / 2) - 1) + Nth(total / 2)) / 2;
    }

    /// <summary>Null where the true or the predicted numbers are all the same.</summary>
    public double? Pearson(int[]? counts = null) => Correlation(_truth, _predicted, counts);

    /// <summary>Correlation of ranks, equals at their mean rank. Null where the true or the predicted numbers are all the same.</summary>
    public double? Spearman() => Correlation(Ranks(_truth), Ranks(_predicted), null);

    public double? TrueMean() => Mean(i => _truth[i]);

    /// <summary>Standard deviation of the true numbers with n; 0 where they are all the same.</summary>
    public double? TrueDeviation() =>
        _truth.Length == 0 ? null
        : !Varies(_truth, null) ? 0
        : Math.Sqrt(Variance(i => _truth[i], null)!.Value);

    private double? Variance(Func<int, double> value, int[]? counts) =>
        Mean(value, counts) is { } mean ? Mean(i => (value(i) - mean) * (value(i) - mean), counts) : null;

    private double? Correlation(double[] a, double[] b, int[]? counts)
    {
        if (!Varies(a, counts) || !Varies(b, counts))
            return null;
        var (meanA, meanB) = (Mean(i => a[i], counts)!.Value, Mean(i => b[i], counts)!.Value);
        var together = Mean(i => (a[i] - meanA) * (b[i] - meanB), counts)!.Value;
        var correlation = together / Math.Sqrt(Variance(i => a[i], counts)!.Value) / Math.Sqrt(Variance(i => b[i], counts)!.Value);
        return Math.Clamp(correlation, -1, 1);
    }

    // By the numbers themselves: a sum of squares may round away from 0.
    private static bool Varies(double[] values, int[]? counts)
    {
        double? first = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (counts?[i] == 0)
                continue;
            first ??= values[i];
            if (values[i] != first)
                return true;
        }
        return false;
    }

    private static double[] Ranks(double[] values)
    {
        var sorted = (double[])values.Clone();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (var from = 0; from < order.Length; )
        {
            var to = from + 1;
            while (to < order.Length && sorted[to] == sorted[from])
                to++;
            for (var k = from; k < to; k++)
                ranks[order[k]] = (from + 1 + to) / 2.0;
            from = to;
        }
        return ranks;
    }
}
