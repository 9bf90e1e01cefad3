using System.Buffers;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>All detections of a class, the best score first, each with what COCO's rules make of it, and how many objects there are to find.</summary>
/// <param name="Detections">Of equal scores in the order of pictures.</param>
/// <param name="Objects">For each of <see cref="CocoRules.Areas"/>, pictures with objects that count, and how many.</param>
internal sealed record ClassRanking(RankedDetection[] Detections, IReadOnlyList<(int Picture, int Count)>[] Objects)
{
    // As numpy.spacing(1): a share of nothing is 0.
    private const double Least = 2.220446049250313e-16;

    /// <summary>How many objects count.</summary>
    /// <param name="counts">How often each picture counts; null for once.</param>
    public int Count(int area, int[]? counts = null)
    {
        var sum = 0;
        foreach (var (picture, count) in Objects[area])
            sum += count * (counts is null ? 1 : counts[picture]);
        return sum;
    }

    /// <summary>Precision at COCO's 101 recalls: the best that is reached at that recall or more.</summary>
    /// <param name="most">How many detections of a picture count.</param>
    /// <param name="overlap">A place in <see cref="CocoRules.Overlaps"/>.</param>
    /// <param name="precision">Takes one a recall.</param>
    /// <param name="scores">Takes the score at which it is reached; may be empty.</param>
    /// <returns>The recall of all that is found; null where no object counts.</returns>
    public double? Sample(int area, int most, int overlap, int[]? counts, Span<double> precision, Span<double> scores = default)
    {
        var objects = Count(area, counts);
        if (objects == 0)
            return null;
        precision.Clear();
        scores.Clear();
        var steps = ArrayPool<(double Recall, double Precision, double Score)>.Shared.Rent(Math.Max(1, Detections.Length));
        try
        {
            var (right, wrong, used) = (0, 0, 0);
            double? first = null;
            foreach (ref readonly var one in Detections.AsSpan())
            {
                var times = counts is null ? 1 : counts[one.Picture];
                if (times == 0 || one.Rank >= most)
                    continue;
                first ??= one.Score;
                if (one.IsIgnored(area, overlap))
                    continue;
                if (!one.IsMatched(area, overlap))
                    wrong += times;
                else
                {
                    right += times;
                    steps[used++] = ((double)right / objects, right / (right + wrong + Least), one.Score);
                }
            }
            for (var i = used - 2; i >= 0; i--)
                steps[i].Precision = Math.Max(steps[i].Precision, steps[i + 1].Precision);
            for (int r = 0, i = 0; r < CocoRules.Recalls.Length; r++)
            {
                while (i < used && steps[i].Recall < CocoRules.Recalls[r])
                    i++;
                if (i == used)
                    break;
                precision[r] = steps[i].Precision;
                if (!scores.IsEmpty)
                    scores[r] = steps[i].Score;
            }
            if (!scores.IsEmpty && first is { } top)
                scores[0] = top;
            return (double)right / objects;
        }
        finally
        {
            ArrayPool<(double, double, double)>.Shared.Return(steps);
        }
    }

    /// <summary>Mean precision over COCO's recalls at an IoU; null where no object counts.</summary>
    public double? AveragePrecision(int area, int overlap, int[]? counts = null)
    {
        Span<double> precision = stackalloc double[CocoRules.Recalls.Length];
        return Sample(area, CocoRules.MostFound, overlap, counts, precision) is null ? null : Mean(precision);
    }

    /// <summary>The same over all of COCO's IoUs.</summary>
    public double? AveragePrecision(int area, int[]? counts = null)
    {
        double sum = 0;
        for (var t = 0; t < CocoRules.Overlaps.Length; t++)
        {
            if (AveragePrecision(area, t, counts) is not { } of)
                return null;
            sum += of;
        }
        return sum / CocoRules.Overlaps.Length;
    }

    /// <summary>The share of objects that is found at an IoU; null where no object counts.</summary>
    public double? Recall(int area, int most, int overlap)
    {
        Span<double> precision = stackalloc double[CocoRules.Recalls.Length];
        return Sample(area, most, overlap, null, precision);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
