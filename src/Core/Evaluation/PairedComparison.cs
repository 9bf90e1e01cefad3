using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Two models on the same rows, row by row.</summary>
/// <param name="MeanA">Mean score of the first; where rows are right or wrong, the share that is right.</param>
/// <param name="Difference">Mean score of the second minus that of the first: above 0 where the second is better.</param>
/// <param name="Interval">95 % of the difference: Agresti and Min's where rows are right or wrong (<see cref="ComparisonStatistics.PairedDifference"/>), else
/// by a <see cref="Bootstrap"/> over the rows.</param>
/// <param name="BetterA">Rows on which the first scores higher.</param>
/// <param name="BetterB">Rows on which the second does.</param>
/// <param name="P">McNemar's exact test, two-sided; null where scores are more than right and wrong.</param>
public sealed record PairedComparison(int Rows, double MeanA, double MeanB, double Difference, Interval Interval, int BetterA, int BetterB, double? P)
{
    /// <summary>Compares the rows' scores (<see cref="IReport.Score"/>), rows of the same name with each other.</summary>
    /// <param name="draws">Of the bootstrap, where it is needed.</param>
    /// <returns>Null where the two are not of the same rows (names, each once, and targets) or the task has no score of a row.</returns>
    public static PairedComparison? Of(Predictions a, IReport reportA, Predictions b, IReport reportB, int draws = Bootstrap.DefaultDraws, int seed = 0)
    {
        if (Match(a, b) is not { } rowOfB)
            return null;
        var scores = new List<(double A, double B)>(a.Rows.Count);
        for (var i = 0; i < a.Rows.Count; i++)
        {
            if (reportA.Score(i) is not { } scoreA || reportB.Score(rowOfB[i]) is not { } scoreB)
                return null;
            scores.Add((scoreA, scoreB));
        }
        var (onlyA, onlyB) = (scores.Count(s => s.A > s.B), scores.Count(s => s.B > s.A));
        var areRightOrWrong = scores.TrueForAll(s => s is (0 or 1, 0 or 1));
        double[] differences = [.. scores.Select(s => s.B - s.A)];
        return new(
            scores.Count,
            scores.Average(s => s.A),
            scores.Average(s => s.B),
            differences.Average(),
            areRightOrWrong ? ComparisonStatistics.PairedDifference(onlyA, onlyB, scores.Count) : Bootstrap.OfMean(differences, draws, seed),
            onlyA,
            onlyB,
            areRightOrWrong ? ComparisonStatistics.McNemar(onlyA, onlyB) : null
        );
    }

    /// <summary>The row of <paramref name="b"/> for each row of <paramref name="a"/>; null where the two are not of the same rows (names, each once, and
    /// targets).</summary>
    public static IReadOnlyList<int>? Match(Predictions a, Predictions b)
    {
        if (a.Rows.Count == 0 || a.Rows.Count != b.Rows.Count || !a.Names.SequenceEqual(b.Names))
            return null;
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < b.Rows.Count; i++)
            if (!byName.TryAdd(b.Rows[i].Name, i))
                return null;
        var rows = new int[a.Rows.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Length; i++)
            if (!taken.Add(a.Rows[i].Name) || !byName.TryGetValue(a.Rows[i].Name, out rows[i]) || !a.Rows[i].Target.SequenceEqual(b.Rows[rows[i]].Target))
                return null;
        return rows;
    }
}
