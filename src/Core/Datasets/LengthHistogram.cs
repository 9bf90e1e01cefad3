using MlOpsDashboard.Core.Inputs.Texts;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>How long the texts of a dataset are.</summary>
/// <param name="Middle">Half of them are no longer.</param>
/// <param name="Bins">Of rising length, without gaps.</param>
/// <param name="Longer">How many are longer than each usual maximum length (16, 32, ... 512).</param>
public sealed record LengthHistogram(int Least, int Middle, int Most, IReadOnlyList<LengthBin> Bins, IReadOnlyList<LengthCut> Longer)
{
    private const int MostBins = 24;

    /// <param name="lengths">At least one.</param>
    public static LengthHistogram Of(IEnumerable<int> lengths)
    {
        int[] sorted = [.. lengths.Order()];
        // A few very long ones do not make all others one bar.
        var wide = sorted[(int)(0.99 * (sorted.Length - 1))];
        var width = Math.Max(1, Rounded((wide + MostBins - 1) / MostBins));
        var bins = new int[(wide / width) + 1];
        var beyond = 0;
        foreach (var length in sorted)
        {
            if (length / width < bins.Length)
                bins[length / width]++;
            else
                beyond++;
        }
        var shown = bins.Select((count, i) => new LengthBin(i * width, ((i + 1) * width) - 1, count)).ToList();
        if (beyond > 0)
            shown.Add(new(bins.Length * width, sorted[^1], beyond));
        return new(
            sorted[0],
            sorted[sorted.Length / 2],
            sorted[^1],
            shown,
            [.. TextSpec.UsualLengths.Select(length => new LengthCut(length, sorted.Count(one => one > length)))]
        );
    }

    // 1, 2, 5, 10, 20, 50 ...
    private static int Rounded(int width)
    {
        var step = 1;
        while (step * 10 <= width)
            step *= 10;
        return width <= step ? step
            : width <= 2 * step ? 2 * step
            : width <= 5 * step ? 5 * step
            : 10 * step;
    }
}
