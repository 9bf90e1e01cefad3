namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// Average precision at IoU 0.5 as Pascal VOC's devkit has it, with continuous boxes: a detection is compared with the object of its class that it covers best,
/// taken or not, and is wrong where that was taken before. Difficult objects and crowds are neither to be found nor wrong.
/// </summary>
/// <param name="Objects">How many there are to find.</param>
/// <param name="Detections">How many were found, right or wrong.</param>
/// <param name="Ap2007">Mean of the best precisions at recalls of 0, 0.1, ... 1; null where there is nothing to find.</param>
/// <param name="Ap2010">Area under the best precisions of all recalls; null where there is nothing to find.</param>
internal sealed record VocPrecision(int Objects, int Detections, int Right, double? Ap2007, double? Ap2010)
{
    private const double Overlap = 0.5;

    /// <returns>One a class.</returns>
    public static VocPrecision[] Of(ObjectRows rows)
    {
        var found = new List<(double Score, bool Right)>[rows.Names.Count];
        var objects = new int[rows.Names.Count];
        for (var c = 0; c < found.Length; c++)
            found[c] = [];
        for (var picture = 0; picture < rows.Count; picture++)
        {
            var truths = rows.Pictures[picture].Objects;
            var boxes = truths.Select(truth => new ExactBox(truth.Box)).ToArray();
            var taken = new bool[truths.Count];
            foreach (var truth in truths)
                objects[truth.Class] += IsLeftOut(truth) ? 0 : 1;
            foreach (var one in rows.Found[picture])
            {
                var box = new ExactBox(one.Box);
                var (best, at) = (double.NegativeInfinity, -1);
                for (var g = 0; g < boxes.Length; g++)
                    if (truths[g].Class == one.Class && box.With(boxes[g], false) is var overlap && overlap > best)
                        (best, at) = (overlap, g);
                var isIt = best >= Overlap;
                if (isIt && IsLeftOut(truths[at]))
                    continue;
                found[one.Class].Add((one.Score, isIt && !taken[at]));
                if (isIt)
                    taken[at] = true;
            }
        }
        return [.. found.Select((list, c) => Of([.. list.OrderByDescending(one => one.Score)], objects[c]))];
    }

    private static VocPrecision Of((double Score, bool Right)[] found, int objects)
    {
        var right = 0;
        var (recall, precision) = (new double[found.Length], new double[found.Length]);
        for (var i = 0; i < found.Length; i++)
        {
            right += found[i].Right ? 1 : 0;
            (recall[i], precision[i]) = ((double)right / objects, (double)right / (i + 1));
        }
        if (objects == 0)
            return new(0, found.Length, 0, null, null);
        for (var i = found.Length - 2; i >= 0; i--)
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        double eleven = 0,
            area = 0;
        for (int step = 0, i = 0; step <= 10; step++)
        {
            while (i < found.Length && recall[i] < step / 10.0)
                i++;
            eleven += i < found.Length ? precision[i] : 0;
        }
        for (var i = 0; i < found.Length; i++)
            area += (recall[i] - (i == 0 ? 0 : recall[i - 1])) * precision[i];
        return new(objects, found.Length, right, eleven / 11, area);
    }

    private static bool IsLeftOut(TrueObject truth) => truth.IsDifficult || truth.IsCrowd;
}
