using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Reviews;

/// <summary>Which version an alias goes back to.</summary>
internal static class AliasHistory
{
    /// <summary>The version that carried it before the one that carries it now; a way back is no step forward. Null where that is not known.</summary>
    /// <param name="moves">Of one alias, oldest first.</param>
    public static int? Before(IEnumerable<AliasMove> moves)
    {
        var carried = new List<int>();
        foreach (var move in moves)
        {
            if (move.Before is not { } before)
                carried.Clear();
            // Moves of earlier programs left no row.
            else if (carried.Count == 0 || carried[^1] != before)
                carried.Add(before);
            if (move.Version is not { } version)
            {
                carried.Clear();
                continue;
            }
            if (move.IsRollback && carried.LastIndexOf(version) is >= 0 and var at)
                carried.RemoveRange(at + 1, carried.Count - at - 1);
            else
                carried.Add(version);
        }
        return carried.Count > 1 ? carried[^2] : null;
    }
}
