namespace MlOpsDashboard.Core.Tasks;

/// <summary>Means that are null where nothing is there.</summary>
internal static class RowMean
{
    /// <summary>Over rows 0 to <paramref name="rows"/> - 1.</summary>
    public static double? Of(int rows, Func<int, double> value)
    {
        if (rows == 0)
            return null;
        double sum = 0;
        for (var i = 0; i < rows; i++)
            sum += value(i);
        return sum / rows;
    }

    /// <summary>Of those that are defined.</summary>
    public static double? OfKnown(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        return known.Count == 0 ? null : known.Average();
    }

    /// <summary>How often each row counts; null for once each.</summary>
    /// <param name="rows">Numbers of rows, some repeated; null for all.</param>
    public static int[]? Counts(IReadOnlyList<int>? rows, int count)
    {
        if (rows is null)
            return null;
        var counts = new int[count];
        foreach (var row in rows)
            counts[row]++;
        return counts;
    }
}
