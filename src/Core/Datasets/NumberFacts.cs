namespace MlOpsDashboard.Core.Datasets;

/// <summary>What is known of one number over all pictures of a dataset.</summary>
/// <param name="Name">Of the target.</param>
/// <param name="Histogram">Pictures in each tenth of the range from <paramref name="Min"/> to <paramref name="Max"/>; the last holds the largest. Where all
/// are the same, all in the first.</param>
public sealed record NumberFacts(string Name, double Min, double Mean, double Max, IReadOnlyList<int> Histogram)
{
    /// <summary>Bars of <see cref="Histogram"/>.</summary>
    public const int Bins = 10;

    /// <summary>Of each number of a manifest, in order; null where it is of another kind.</summary>
    public static IReadOnlyList<NumberFacts>? Of(DatasetManifest manifest) =>
        manifest.Kind != DatasetKinds.Numbers
            ? null
            : [.. manifest.ClassNames.Select((name, i) => Of(name, [.. manifest.Entries.Select(entry => entry.Numbers![i])]))];

    private static NumberFacts Of(string name, double[] values)
    {
        if (values.Length == 0)
            return new(name, 0, 0, 0, new int[Bins]);
        var (min, max) = (values.Min(), values.Max());
        var histogram = new int[Bins];
        foreach (var value in values)
            histogram[max > min ? Math.Clamp((int)((value - min) / (max - min) * Bins), 0, Bins - 1) : 0]++;
        return new(name, min, values.Average(), max, histogram);
    }
}
