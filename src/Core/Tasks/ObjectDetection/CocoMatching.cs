namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// Which detection is which object, by COCO's rules: each, the best score first, takes the free object of its class that it covers best, of equals the later;
/// one that does not count (a crowd, or of another size) only where it covers none that does. A crowd may be taken often.
/// </summary>
internal static class CocoMatching
{
    private const double MostOverlap = 1 - 1e-10;

    /// <returns>One a class.</returns>
    public static ClassRanking[] Of(ObjectRows rows)
    {
        var classes = rows.Names.Count;
        var found = new List<RankedDetection>[classes];
        var objects = new List<(int, int)>[classes][];
        for (var c = 0; c < classes; c++)
        {
            found[c] = [];
            objects[c] = [.. CocoRules.Areas.Select(_ => new List<(int, int)>())];
        }
        var (ofTruth, ofFound) = (new List<int>[classes], new List<int>[classes]);
        for (var c = 0; c < classes; c++)
            (ofTruth[c], ofFound[c]) = ([], []);
        var here = new SortedSet<int>();
        for (var picture = 0; picture < rows.Count; picture++)
        {
            var (truths, detections) = (rows.Pictures[picture].Objects, rows.Found[picture]);
            for (var i = 0; i < truths.Count; i++)
            {
                ofTruth[truths[i].Class].Add(i);
                here.Add(truths[i].Class);
            }
            for (var i = 0; i < detections.Length; i++)
            {
                ofFound[detections[i].Class].Add(i);
                here.Add(detections[i].Class);
            }
            foreach (var c in here)
            {
                Match(picture, truths, ofTruth[c], detections, ofFound[c], found[c], objects[c]);
                ofTruth[c].Clear();
                ofFound[c].Clear();
            }
            here.Clear();
        }
        return
        [
            .. Enumerable
                .Range(0, classes)
                .Select(c => new ClassRanking(
                    [.. found[c].OrderByDescending(one => one.Score)],
                    [.. objects[c].Select(list => (IReadOnlyList<(int, int)>)list)]
                )),
        ];
    }

    private static void Match(
        int picture,
        IReadOnlyList<TrueObject> truths,
        List<int> own,
        DetectedObject[] detections,
        List<int> found,
        List<RankedDetection> add,
        List<(int, int)>[] objects
    )
    {
        var count = Math.Min(found.Count, CocoRules.MostFound);
        var boxes = new ExactBox[count];
        for (var d = 0; d < count; d++)
            boxes[d] = new(detections[found[d]].Box);
        var overlaps = new double[count * own.Count];
        for (var g = 0; g < own.Count; g++)
        {
            var truth = truths[own[g]];
            var box = new ExactBox(truth.Box);
            for (var d = 0; d < count; d++)
                overlaps[(d * own.Count) + g] = boxes[d].With(box, truth.IsCrowd);
        }
        var (matched, ignored) = (new ulong[count], new ulong[count]);
        var of = new int[count];
        Array.Fill(of, -1);
        var order = new int[own.Count];
        var leftOut = new bool[own.Count];
        var taken = new bool[own.Count];
        for (var area = 0; area < CocoRules.Areas.Length; area++)
        {
            var (low, high) = CocoRules.Areas[area];
            var counted = 0;
            for (var g = 0; g < own.Count; g++)
            {
                var truth = truths[own[g]];
                leftOut[g] = truth.IsCrowd || truth.Area < low || truth.Area > high;
                if (!leftOut[g])
                    order[counted++] = g;
            }
            if (counted > 0)
                objects[area].Add((picture, counted));
            var next = counted;
            for (var g = 0; g < own.Count; g++)
                if (leftOut[g])
                    order[next++] = g;
            for (var t = 0; t < CocoRules.Overlaps.Length; t++)
            {
                Array.Clear(taken);
                for (var d = 0; d < count; d++)
                {
                    var best = Math.Min(CocoRules.Overlaps[t], MostOverlap);
                    var at = -1;
                    foreach (var g in order)
                    {
                        if (taken[g] && !truths[own[g]].IsCrowd)
                            continue;
                        if (at >= 0 && !leftOut[at] && leftOut[g])
                            break;
                        if (overlaps[(d * own.Count) + g] is var overlap && overlap >= best)
                            (best, at) = (overlap, g);
                    }
                    var bit = RankedDetection.Bit(area, t);
                    if (at >= 0)
                    {
                        taken[at] = true;
                        matched[d] |= bit;
                        if (leftOut[at])
                            ignored[d] |= bit;
                        if (area == CocoRules.AllAreas && t == CocoRules.At50)
                            of[d] = own[at];
                    }
                    else if (boxes[d].Area < low || boxes[d].Area > high)
                        ignored[d] |= bit;
                }
            }
        }
        for (var d = 0; d < count; d++)
            add.Add(
                new(picture, found[d], d, detections[found[d]].Score)
                {
                    Matched = matched[d],
                    Ignored = ignored[d],
                    Truth = of[d],
                }
            );
    }
}
