namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A detection among all of its class.</summary>
/// <param name="Place">In what was found in its picture.</param>
/// <param name="Rank">Among the picture's of its class, from 0.</param>
internal readonly record struct RankedDetection(int Picture, int Place, int Rank, double Score)
{
    /// <summary>Whether it is an object's: <see cref="Bit"/> for each area and IoU.</summary>
    public ulong Matched { get; init; }

    /// <summary>As <see cref="Matched"/>: whether it is neither right nor wrong, since it is a crowd's or an object's of another size.</summary>
    public ulong Ignored { get; init; }

    /// <summary>The place of the object that it is, at IoU 0.50, in its picture; -1 for none.</summary>
    public int Truth { get; init; }

    public bool IsMatched(int area, int overlap) => (Matched & Bit(area, overlap)) != 0;

    public bool IsIgnored(int area, int overlap) => (Ignored & Bit(area, overlap)) != 0;

    /// <param name="area">A place in <see cref="CocoRules.Areas"/>.</param>
    /// <param name="overlap">A place in <see cref="CocoRules.Overlaps"/>.</param>
    public static ulong Bit(int area, int overlap) => 1UL << ((area * 16) + overlap);
}
