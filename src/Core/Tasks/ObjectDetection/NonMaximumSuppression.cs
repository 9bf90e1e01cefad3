namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// Leaves one of the boxes that cover the same object: those of the highest score, of equal scores the first. Boxes of different classes leave each other
/// alone. Many boxes are looked up in a grid, so that what is far apart is never compared.
/// </summary>
public static class NonMaximumSuppression
{
    // From so many boxes of a class on the grid is worth what it costs.
    private const int ForGrid = 32;

    /// <summary>Greedy: a box is left out where its IoU with one that is kept exceeds the threshold.</summary>
    /// <param name="classes">One a box; empty where they don't matter.</param>
    /// <returns>The places of those that are kept, the highest score first.</returns>
    public static IReadOnlyList<int> Greedy(ReadOnlySpan<ObjectBox> boxes, ReadOnlySpan<double> scores, ReadOnlySpan<int> classes, double threshold)
    {
        Require(boxes, scores, classes);
        var kept = new List<Ranked>();
        foreach (var group in Groups(scores, classes))
            Greedy(boxes, group, threshold, kept);
        kept.Sort();
        return [.. kept.Select(one => one.Index)];
    }

    /// <summary>Soft (Bodla et al. 2017, Gaussian): each that is kept lowers the scores of the others of its class by exp(-IoU² / sigma).</summary>
    /// <param name="classes">One a box; empty where they don't matter.</param>
    /// <param name="least">What scores less then is left out.</param>
    /// <returns>Those that are kept with their new scores, the highest first.</returns>
    public static IReadOnlyList<(int Index, double Score)> Soft(
        ReadOnlySpan<ObjectBox> boxes,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<int> classes,
        double least,
        double sigma = 0.5
    )
    {
        Require(boxes, scores, classes);
        var kept = new List<Ranked>();
        foreach (var group in Groups(scores, classes))
            Soft(boxes, group, least, sigma, kept);
        kept.Sort();
        return [.. kept.Select(one => (one.Index, one.Score))];
    }

    private static void Greedy(ReadOnlySpan<ObjectBox> boxes, Ranked[] group, double threshold, List<Ranked> kept)
    {
        Array.Sort(group);
        var own = Own(boxes, group);
        // Without any overlap nothing exceeds a threshold of 0; below it everything does.
        if (group.Length < ForGrid || threshold < 0)
        {
            var stay = new List<int>();
            for (var i = 0; i < own.Length; i++)
            {
                var covered = false;
                foreach (var j in stay)
                    if (Overlap.Iou(own[i], own[j]) > threshold)
                    {
                        covered = true;
                        break;
                    }
                if (!covered)
                {
                    stay.Add(i);
                    kept.Add(group[i]);
                }
            }
            return;
        }
        var grid = new BoxGrid(own);
        var areas = Array.ConvertAll(own, box => box.Area);
        for (var i = 0; i < own.Length; i++)
        {
            var visit = new CoveredBy(own, areas, i, threshold);
            if (grid.Any(own[i], ref visit))
                continue;
            grid.Add(i, own[i]);
            kept.Add(group[i]);
        }
    }

    private static void Soft(ReadOnlySpan<ObjectBox> boxes, Ranked[] group, double least, double sigma, List<Ranked> kept)
    {
        var own = Own(boxes, group);
        var now = new double[group.Length];
        var queue = new PriorityQueue<int, Ranked>(group.Length);
        var grid = new BoxGrid(own);
        for (var i = 0; i < own.Length; i++)
        {
            now[i] = group[i].Score;
            grid.Add(i, own[i]);
            queue.Enqueue(i, group[i]);
        }
        var done = new bool[own.Length];
        while (queue.TryDequeue(out var i, out var ranked))
        {
            if (ranked.Score < least)
                break;
            // One that was lowered since goes back to its place: no other can have become higher.
            if (ranked.Score != now[i])
            {
                queue.Enqueue(i, ranked with { Score = now[i] });
                continue;
            }
            done[i] = true;
            kept.Add(ranked);
            var visit = new Lowered(own, now, done, i, sigma);
            grid.Any(own[i], ref visit);
        }
    }

    private static ObjectBox[] Own(ReadOnlySpan<ObjectBox> boxes, Ranked[] group)
    {
        var own = new ObjectBox[group.Length];
        for (var i = 0; i < own.Length; i++)
            own[i] = boxes[group[i].Index];
        return own;
    }

    // Boxes of a class each.
    private static IEnumerable<Ranked[]> Groups(ReadOnlySpan<double> scores, ReadOnlySpan<int> classes)
    {
        var groups = new Dictionary<int, List<Ranked>>();
        for (var i = 0; i < scores.Length; i++)
        {
            var of = classes.IsEmpty ? 0 : classes[i];
            if (!groups.TryGetValue(of, out var group))
                groups.Add(of, group = []);
            group.Add(new(i, scores[i]));
        }
        return [.. groups.Values.Select(group => group.ToArray())];
    }

    private static void Require(ReadOnlySpan<ObjectBox> boxes, ReadOnlySpan<double> scores, ReadOnlySpan<int> classes)
    {
        if (scores.Length != boxes.Length || (classes.Length != boxes.Length && !classes.IsEmpty))
            throw new ArgumentException(
                $"Expected a score and a class a box. Received: {boxes.Length} boxes, {scores.Length} scores, {classes.Length} classes."
            );
        foreach (var score in scores)
            if (double.IsNaN(score))
                throw new ArgumentException("Expected scores that are numbers. Received: NaN.");
    }

    private readonly record struct Ranked(int Index, double Score) : IComparable<Ranked>
    {
        public int CompareTo(Ranked other) => other.Score.CompareTo(Score) is var by and not 0 ? by : Index.CompareTo(other.Index);
    }

    private readonly struct CoveredBy(ObjectBox[] boxes, double[] areas, int one, double threshold) : IBoxVisit
    {
        // Rounding must not decide.
        private const double Slack = 1e-9;

        // No IoU is more than the smaller area's share of the larger.
        public bool IsEnough(int index) =>
            Math.Min(areas[one], areas[index]) >= (threshold - Slack) * Math.Max(areas[one], areas[index]) && Overlap.Iou(boxes[one], boxes[index]) > threshold;
    }

    private readonly struct Lowered(ObjectBox[] boxes, double[] now, bool[] done, int by, double sigma) : IBoxVisit
    {
        public bool IsEnough(int index)
        {
            if (!done[index] && Overlap.Iou(boxes[index], boxes[by]) is > 0 and var iou)
                now[index] *= Math.Exp(-iou * iou / sigma);
            return false;
        }
    }
}
