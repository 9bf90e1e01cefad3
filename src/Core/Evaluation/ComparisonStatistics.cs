namespace MlOpsDashboard.Core.Evaluation;

/// <summary>The statistics behind "B beats A". 95 % throughout.</summary>
public static class ComparisonStatistics
{
    private const double Z = 1.959963984540054;

    /// <summary>Exact McNemar test. <paramref name="onlyA"/> and <paramref name="onlyB"/>: samples that only the one model gets right.</summary>
    /// <returns>min(1, 2 P(X at most the smaller)), X binomial over both with 1/2; 1 where the models never differ.</returns>
    public static double McNemar(int onlyA, int onlyB)
    {
        var n = onlyA + onlyB;
        if (n == 0)
            return 1;
        // Summed in logarithms: 300 against 2 is 1e-86.
        var log = double.NegativeInfinity;
        for (var k = 0; k <= Math.Min(onlyA, onlyB); k++)
        {
            var term = StudentT.LogGamma(n + 1) - StudentT.LogGamma(k + 1) - StudentT.LogGamma(n - k + 1) - (n * Math.Log(2));
            log = Math.Max(log, term) + Math.Log(1 + Math.Exp(-Math.Abs(log - term)));
        }
        return Math.Min(1, 2 * Math.Exp(log));
    }

    /// <summary>Wilson's score interval of a share, without continuity correction.</summary>
    public static Interval Wilson(int correct, int n)
    {
        if (n == 0)
            return new(0, 1);
        var p = (double)correct / n;
        var middle = (p + (Z * Z / (2.0 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Interval of the difference of two shares of the same n pictures (b minus a): the adjusted Wald interval of Agresti and Min (2005), which adds
    /// one half to each cell.</summary>
    public static Interval PairedDifference(int onlyA, int onlyB, int n)
    {
        double b = onlyB + 0.5,
            a = onlyA + 0.5,
            all = n + 2;
        var difference = (b - a) / all;
        var half = Z * Math.Sqrt(a + b - ((b - a) * (b - a) / all)) / all;
        return new(Math.Max(-1, difference - half), Math.Min(1, difference + half));
    }

    /// <summary>Interval of the difference of two shares of different pictures (b minus a), from both Wilson intervals (Newcombe 1998, method 10).</summary>
    public static Interval UnpairedDifference(int correctA, int nA, int correctB, int nB)
    {
        double a = nA == 0 ? 0 : (double)correctA / nA,
            b = nB == 0 ? 0 : (double)correctB / nB;
        var (wilsonA, wilsonB) = (Wilson(correctA, nA), Wilson(correctB, nB));
        var low = Math.Sqrt(Square(b - wilsonB.Low) + Square(wilsonA.High - a));
        var high = Math.Sqrt(Square(wilsonB.High - b) + Square(a - wilsonA.Low));
        return new(b - a - low, b - a + high);
    }

    /// <summary>Paired t test over at least two pairs (seeds); deviations with n - 1.</summary>
    public static PairedTest PairedT(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count != b.Count || a.Count < 2)
            throw new ArgumentException($"Expected two lists of the same length of at least 2; received {a.Count} and {b.Count}.");
        var differences = a.Zip(b, (x, y) => x - y).ToList();
        var (mean, deviation) = Spread(differences);
        var ((meanA, deviationA), (meanB, deviationB)) = (Spread(a), Spread(b));
        // Equal up to rounding: 0.1 + 0.2 is not a spread.
        if (deviation <= 1e-12 * Math.Max(1e-300, a.Concat(b).Max(Math.Abs)))
            return new(meanA, deviationA, meanB, deviationB, mean, mean, mean, null, null);
        var error = deviation / Math.Sqrt(differences.Count);
        var half = StudentT.Quantile(0.975, differences.Count - 1) * error;
        var t = mean / error;
        return new(meanA, deviationA, meanB, deviationB, mean, mean - half, mean + half, t, StudentT.TwoSided(t, differences.Count - 1));
    }

    /// <summary>Mean, and standard deviation with n - 1 (0 for a single value).</summary>
    public static (double Mean, double Deviation) Spread(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return (mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => Square(v - mean)) / (values.Count - 1)));
    }

    private static double Square(double value) => value * value;
}
