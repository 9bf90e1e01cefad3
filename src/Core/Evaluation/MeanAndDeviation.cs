namespace MlOpsDashboard.Core.Evaluation;

/// <param name="StandardDeviation">Of the sample (n - 1); null for fewer than two values.</param>
public sealed record MeanAndDeviation(double? Mean, double? StandardDeviation)
{
    public static MeanAndDeviation Of(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        if (known.Count == 0)
            return new(null, null);
        var mean = known.Average();
        return new(mean, known.Count < 2 ? null : Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Count - 1)));
    }
}
