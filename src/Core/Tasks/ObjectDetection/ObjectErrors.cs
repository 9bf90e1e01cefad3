namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What kind of error each detection is, and how much AP at IoU 0.5 each kind costs: what is gained where all of it are mended.</summary>
internal sealed class ObjectErrors
{
    private const double Least = 0.1,
        Overlap = 0.5;

    private readonly ObjectRows _rows;
    private readonly ClassRanking[] _rankings;

    public ObjectErrors(ObjectRows rows, ClassRanking[] rankings)
    {
        (_rows, _rankings) = (rows, rankings);
        Pictures = [.. Enumerable.Range(0, rows.Count).Select(Begun)];
        foreach (var one in rankings.SelectMany(ranking => ranking.Detections))
            Judge(one);
    }

    public PictureOutcomes[] Pictures { get; }

    /// <summary>AP at IoU 0.5 that is gained where every error of a kind is mended: a class put right, a box put on its object, what is too much left out, what
    /// is missed no longer asked for. Null where there is no object.</summary>
    public double? Cost(ObjectOutcome kind)
    {
        if (Mean(_rankings) is not { } now)
            return null;
        // Where nothing is left to be found all was missed, and all is mended.
        return (Mean(Mended(kind)) ?? 1) - now;
    }

    private PictureOutcomes Begun(int picture)
    {
        var found = _rows.Found[picture];
        var (outcomes, truths) = (new ObjectOutcome[found.Length], new int[found.Length]);
        Array.Fill(outcomes, ObjectOutcome.Ignored);
        Array.Fill(truths, -1);
        return new(_rows.Pictures[picture], found, outcomes, truths);
    }

    private void Judge(in RankedDetection one)
    {
        var of = Pictures[one.Picture];
        var (outcome, truth) =
            !one.IsMatched(CocoRules.AllAreas, CocoRules.At50) ? Error(of, one.Place)
            : one.IsIgnored(CocoRules.AllAreas, CocoRules.At50) ? (ObjectOutcome.Ignored, one.Truth)
            : (ObjectOutcome.Right, one.Truth);
        ((ObjectOutcome[])of.Outcomes)[one.Place] = outcome;
        ((int[])of.Truths)[one.Place] = truth;
    }

    private static (ObjectOutcome, int) Error(PictureOutcomes picture, int place)
    {
        var one = picture.Found[place];
        var box = new ExactBox(one.Box);
        var (own, other) = ((Overlap: 0.0, At: -1), (Overlap: 0.0, At: -1));
        for (var g = 0; g < picture.Picture.Objects.Count; g++)
        {
            var truth = picture.Picture.Objects[g];
            if (truth.IsCrowd)
                continue;
            var overlap = box.With(new(truth.Box), false);
            if (truth.Class == one.Class && overlap > own.Overlap)
                own = (overlap, g);
            else if (truth.Class != one.Class && overlap > other.Overlap)
                other = (overlap, g);
        }
        return own.Overlap is >= Least and < Overlap ? (ObjectOutcome.PoorBox, own.At)
            : other.Overlap >= Overlap ? (ObjectOutcome.WrongClass, other.At)
            : own.Overlap >= Overlap ? (ObjectOutcome.Duplicate, own.At)
            : other.Overlap >= Least ? (ObjectOutcome.WrongClassAndBox, other.At)
            : (ObjectOutcome.Background, -1);
    }

    private static double? Mean(IEnumerable<ClassRanking> rankings) =>
        RowMean.OfKnown(rankings.Select(ranking => ranking.AveragePrecision(CocoRules.AllAreas, CocoRules.At50)));

    private ClassRanking[] Mended(ObjectOutcome kind)
    {
        if (kind == ObjectOutcome.Missed)
            return [.. _rankings.Select((ranking, c) => ranking with { Objects = [Asked(ranking, c)] })];
        var taken = Pictures.Select(_ => new HashSet<int>()).ToArray();
        for (var picture = 0; picture < Pictures.Length; picture++)
        for (var i = 0; i < Pictures[picture].Found.Count; i++)
            if (Pictures[picture].Outcomes[i] == ObjectOutcome.Right)
                taken[picture].Add(Pictures[picture].Truths[i]);
        var right = RankedDetection.Bit(CocoRules.AllAreas, CocoRules.At50);
        var kept = new List<RankedDetection>[_rankings.Length];
        foreach (var (ranking, c) in _rankings.Select((ranking, c) => (ranking, c)))
            kept[c] = [.. ranking.Detections.Where(one => Pictures[one.Picture].Outcomes[one.Place] != kind)];
        // The surest of those that are about the same object becomes it, where none is it yet.
        foreach (
            var one in _rankings
                .SelectMany(ranking => ranking.Detections)
                .Where(one => Pictures[one.Picture].Outcomes[one.Place] == kind && kind is ObjectOutcome.WrongClass or ObjectOutcome.PoorBox)
                .OrderByDescending(one => one.Score)
        )
        {
            var truth = Pictures[one.Picture].Truths[one.Place];
            if (taken[one.Picture].Add(truth))
                kept[Pictures[one.Picture].Picture.Objects[truth].Class].Add(one with { Matched = right, Ignored = 0 });
        }
        return [.. _rankings.Select((ranking, c) => ranking with { Detections = [.. kept[c].OrderByDescending(one => one.Score)] })];
    }

    private List<(int Picture, int Count)> Asked(ClassRanking ranking, int @class)
    {
        var asked = new List<(int, int)>();
        foreach (var (picture, count) in ranking.Objects[CocoRules.AllAreas])
        {
            var outcomes = Pictures[picture].Objects(double.NegativeInfinity);
            var missed = outcomes.Where((outcome, g) => outcome == ObjectOutcome.Missed && Pictures[picture].Picture.Objects[g].Class == @class).Count();
            if (count > missed)
                asked.Add((picture, count - missed));
        }
        return asked;
    }
}
