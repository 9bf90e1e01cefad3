using MlOpsDashboard.Core.Datasets.Differences;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What became of the boxes of a picture. Of those that are not equal, one in the same place was given another class; one of the same class that
/// overlaps was moved, the one that overlaps most; and one of another class that lies about there was both.</summary>
internal static class BoxDifference
{
    // Of another class only what lies about where it was is the same thing.
    private const double LeastOverlap = 0.5;

    public static IReadOnlyList<TargetChange> Between(PictureObjects before, PictureObjects after)
    {
        var changes = new List<TargetChange>();
        var (old, now) = (before.Objects.ToList(), after.Objects.ToList());
        RemoveEqual(old, now);
        Match((one, other) => one.Box == other.Box ? 1 : 0);
        Match((one, other) => one.Class == other.Class ? Overlap.Iou(one.Box, other.Box) : 0);
        Match((one, other) => Overlap.Iou(one.Box, other.Box) is >= LeastOverlap and var overlap ? overlap : 0);
        changes.AddRange(old.Select(found => new TargetChange(found.Class, null)));
        changes.AddRange(now.Select(found => new TargetChange(null, found.Class)));
        return changes;

        void Match(Func<TrueObject, TrueObject, double> overlap)
        {
            for (var i = 0; i < old.Count; i++)
            {
                var (best, most) = (-1, 0.0);
                for (var k = 0; k < now.Count; k++)
                    if (overlap(old[i], now[k]) is var common && common > most)
                        (best, most) = (k, common);
                if (best < 0)
                    continue;
                changes.Add(new(old[i].Class, now[best].Class));
                old.RemoveAt(i--);
                now.RemoveAt(best);
            }
        }
    }

    private static void RemoveEqual(List<TrueObject> old, List<TrueObject> now)
    {
        var counts = now.CountBy(found => found).ToDictionary();
        var equal = new Dictionary<TrueObject, int>();
        old.RemoveAll(found => Take(counts, found, equal));
        now.RemoveAll(found => equal.TryGetValue(found, out var left) && left > 0 && (equal[found] = left - 1) >= 0);
    }

    private static bool Take(Dictionary<TrueObject, int> counts, TrueObject found, Dictionary<TrueObject, int> taken)
    {
        if (!counts.TryGetValue(found, out var left) || left == 0)
            return false;
        counts[found] = left - 1;
        taken[found] = taken.GetValueOrDefault(found) + 1;
        return true;
    }
}
