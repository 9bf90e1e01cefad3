using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// Judges predictions of objects: COCO's and VOC's average precision of all that was found, and what a person who is shown objects from a score on sees
/// (<see cref="DetectionDecoding.ShownScore"/>, or where none was fitted the score of the highest F1 here). Every picture counts once, whatever its weight.
/// </summary>
public sealed class ObjectReport : IReport
{
    /// <summary>The kinds of error, in the order of lists.</summary>
    public static IReadOnlyList<ObjectOutcome> ErrorKinds { get; } =
    [ObjectOutcome.Missed, ObjectOutcome.WrongClass, ObjectOutcome.PoorBox, ObjectOutcome.WrongClassAndBox, ObjectOutcome.Duplicate, ObjectOutcome.Background];

    private static readonly TextResource Texts = new(typeof(ObjectDetectionCard));

    // A matrix of more classes is larger than a summary may be, and than a person can read.
    private const int MostOfConfusion = 100,
        MostOfCurves = 100;

    private readonly Predictions _predictions;
    private readonly ObjectRows _rows;
    private readonly IReadOnlyList<long> _ids;
    private readonly ClassRanking[] _rankings;
    private readonly Lazy<ObjectErrors> _errors;
    private readonly Lazy<double> _shown;
    private readonly Lazy<JsonObject> _summary;

    /// <exception cref="RefusedException">A row holds no objects of these names, or the decoding is none.</exception>
    public ObjectReport(Predictions predictions, JsonObject? decoding)
    {
        _predictions = predictions;
        _rows = new(predictions);
        _ids = CocoPredictions.Ids(decoding, predictions.Names.Count);
        _rankings = CocoMatching.Of(_rows);
        var fitted = DetectionDecoding.Of(decoding).ShownScore;
        _errors = new(() => new(_rows, _rankings));
        _shown = new(() => fitted ?? BestScore() ?? DetectionDecoding.Default.ScoreThreshold);
        _summary = new(MakeSummary);
    }

    public JsonObject Summary => _summary.Value;

    /// <summary>Each picture with what became of what was found in it.</summary>
    public IReadOnlyList<PictureOutcomes> Pictures => _errors.Value.Pictures;

    /// <summary>From which score on an object is shown.</summary>
    public double ShownScore => _shown.Value;

    public IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null)
    {
        var counts = RowMean.Counts(rows, _rows.Count);
        // Each IoU once: AP is the mean over them.
        var of = _rankings
            .Select(one => CocoRules.Overlaps.Select((_, t) => one.AveragePrecision(CocoRules.AllAreas, t, counts)).ToArray())
            .Where(all => all[0] is not null)
            .ToList();
        return new Dictionary<string, double?>
        {
            ["ap"] = RowMean.OfKnown(of.Select(all => all.Average())),
            ["ap50"] = RowMean.OfKnown(of.Select(all => all[CocoRules.At50])),
            ["ap75"] = RowMean.OfKnown(of.Select(all => all[CocoRules.At75])),
        };
    }

    /// <summary>F1 of the picture's objects at IoU 0.5, of what is shown; 1 where nothing is there and nothing is shown.</summary>
    public double? Score(int row) => Pictures[row].F1(ShownScore);

    /// <summary>What is there and what is shown, boxes as [x1, y1, x2, y2].</summary>
    public JsonObject Row(int row)
    {
        var picture = Pictures[row];
        var json = new JsonObject
        {
            ["file"] = _predictions.Rows[row].Name,
            ["actual"] = new JsonArray([
                .. picture.Picture.Objects.Select(one =>
                {
                    var entry = new JsonObject { ["class"] = _rows.Names[one.Class], ["box"] = Box(one.Box) };
                    if (one.IsCrowd)
                        entry["crowd"] = true;
                    return (JsonNode)entry;
                }),
            ]),
            ["predicted"] = new JsonArray([
                .. picture
                    .Found.Take(picture.Shown(ShownScore))
                    .Select(one =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["class"] = _rows.Names[one.Class],
                                ["score"] = ReportJson.Shortest(one.Score),
                                ["box"] = Box(one.Box),
                            }
                    ),
            ]),
        };
        if (_predictions.Rows[row].Fold is { } fold)
            json["fold"] = fold;
        return json;
    }

    public RowWords Words(int row)
    {
        var picture = Pictures[row];
        return new(
            Named(picture.Picture.Objects.Where(one => !one.IsCrowd).Select(one => one.Class)),
            Named(picture.Found.Take(picture.Shown(ShownScore)).Select(one => one.Class))
        );
    }

    /// <summary>The score of the highest F1 over all pictures at IoU 0.5, of equals the higher; null where nothing is right.</summary>
    public double? BestScore()
    {
        var objects = _rankings.Sum(one => one.Count(CocoRules.AllAreas));
        var all = Pictures
            .SelectMany(picture => picture.Found.Zip(picture.Outcomes))
            .Where(one => one.Second != ObjectOutcome.Ignored)
            .OrderByDescending(one => one.First.Score)
            .ToList();
        var (best, at, right) = (0.0, (double?)null, 0);
        for (var i = 0; i < all.Count; i++)
        {
            right += all[i].Second == ObjectOutcome.Right ? 1 : 0;
            var isLast = i + 1 == all.Count || all[i + 1].First.Score != all[i].First.Score;
            if (isLast && 2.0 * right / (i + 1 + objects) is var f1 && f1 > best)
                (best, at) = (f1, all[i].First.Score);
        }
        return at;
    }

    /// <summary>What is shown from a score on.</summary>
    public ObjectCounts At(double score)
    {
        var errors = ErrorKinds.ToDictionary(kind => kind, _ => 0);
        var (right, wrong, objects) = (0, 0, 0);
        foreach (var picture in Pictures)
        {
            var shown = picture.Shown(score);
            for (var i = 0; i < shown; i++)
            {
                var outcome = picture.Outcomes[i];
                right += outcome == ObjectOutcome.Right ? 1 : 0;
                if (outcome is ObjectOutcome.Right or ObjectOutcome.Ignored)
                    continue;
                wrong++;
                errors[outcome]++;
            }
            foreach (var outcome in picture.Objects(score))
            {
                objects += outcome == ObjectOutcome.Ignored ? 0 : 1;
                errors[ObjectOutcome.Missed] += outcome == ObjectOutcome.Missed ? 1 : 0;
            }
        }
        return new(right, wrong, objects, errors);
    }

    /// <summary>AP at IoU 0.5 that is gained where every error of a kind is mended; null where there is no object.</summary>
    public double? Cost(ObjectOutcome kind) => _errors.Value.Cost(kind);

    /// <summary>Which class was taken for which, of what is shown from a score on: [true][shown], background last of both. What is right is matched first, the
    /// rest across classes at IoU 0.5, the best score first.</summary>
    public int[][] Confusion(double score)
    {
        var background = _rows.Names.Count;
        var counts = Enumerable.Range(0, background + 1).Select(_ => new int[background + 1]).ToArray();
        foreach (var picture in Pictures)
        {
            var objects = picture.Picture.Objects;
            var free = objects.Select(one => !one.IsCrowd).ToArray();
            var shown = picture.Shown(score);
            for (var i = 0; i < shown; i++)
                if (picture.Outcomes[i] == ObjectOutcome.Right)
                {
                    free[picture.Truths[i]] = false;
                    counts[picture.Found[i].Class][picture.Found[i].Class]++;
                }
            for (var i = 0; i < shown; i++)
            {
                if (picture.Outcomes[i] is ObjectOutcome.Right or ObjectOutcome.Ignored)
                    continue;
                var box = new ExactBox(picture.Found[i].Box);
                var (best, at) = (CocoRules.Overlaps[CocoRules.At50], -1);
                for (var g = 0; g < free.Length; g++)
                    if (free[g] && box.With(new(objects[g].Box), false) is var overlap && overlap >= best)
                        (best, at) = (overlap, g);
                counts[at < 0 ? background : objects[at].Class][picture.Found[i].Class]++;
                if (at >= 0)
                    free[at] = false;
            }
            for (var g = 0; g < free.Length; g++)
                if (free[g])
                    counts[objects[g].Class][background]++;
        }
        return counts;
    }

    /// <summary>Precision at recalls of 0, 0.01, ... 1 at an IoU of 0.5, or of 0.75; null where no object of the class is there.</summary>
    /// <param name="class">Null for the mean over the classes that occur.</param>
    public IReadOnlyList<double>? Curve(int? @class, bool strict = false)
    {
        var overlap = strict ? CocoRules.At75 : CocoRules.At50;
        var curves = (@class is { } c ? new[] { _rankings[c] } : _rankings)
            .Select(one =>
            {
                var precision = new double[CocoRules.Recalls.Length];
                return one.Sample(CocoRules.AllAreas, CocoRules.MostFound, overlap, null, precision) is null ? null : precision;
            })
            .OfType<double[]>()
            .ToList();
        return curves.Count == 0 ? null : [.. Enumerable.Range(0, CocoRules.Recalls.Length).Select(r => curves.Average(curve => curve[r]))];
    }

    /// <summary>COCO's precision and the scores at which it is reached, [IoU][recall][class], all sizes, 100 detections; -1 where a class has no
    /// object.</summary>
    public (double[][][] Precision, double[][][] Scores) Precisions()
    {
        double[][][] Empty() =>
            [.. CocoRules.Overlaps.Select(_ => CocoRules.Recalls.Select(_ => Enumerable.Repeat(-1.0, _rankings.Length).ToArray()).ToArray())];
        var (precision, scores) = (Empty(), Empty());
        var (one, score) = (new double[CocoRules.Recalls.Length], new double[CocoRules.Recalls.Length]);
        for (var t = 0; t < CocoRules.Overlaps.Length; t++)
        for (var c = 0; c < _rankings.Length; c++)
        {
            if (_rankings[c].Sample(CocoRules.AllAreas, CocoRules.MostFound, t, null, one, score) is null)
                continue;
            for (var r = 0; r < one.Length; r++)
                (precision[t][r][c], scores[t][r][c]) = (one[r], score[r]);
        }
        return (precision, scores);
    }

    private string Named(IEnumerable<int> classes) =>
        classes.GroupBy(c => c).OrderBy(group => group.Key).Select(group => $"{group.Count()} {_rows.Names[group.Key]}").ToList() is { Count: > 0 } named
            ? string.Join(", ", named)
            : Texts["Nothing"];

    private static JsonArray Box(ObjectBox box) => new([.. new[] { box.X1, box.Y1, box.X2, box.Y2 }.Select(at => ReportJson.Shortest(at))]);

    private JsonObject MakeSummary()
    {
        var summary = ReportSummary.Of(ObjectDetectionCard.TaskName, _predictions);
        var at = At(ShownScore);
        summary["shownScore"] = ReportJson.Shortest(ShownScore);
        summary["metrics"] = new JsonObject
        {
            ["stats"] = CocoFigures.Stats(_rankings),
            ["categories"] = CocoFigures.Categories(_rankings, _rows.Names, _ids),
            ["recall"] = CocoFigures.Recalls(_rankings),
            ["voc"] = CocoFigures.Voc(_rows, _ids),
            ["perClass"] = CocoFigures.PerClass(_rankings),
            ["shown"] = new JsonObject
            {
                ["score"] = ReportJson.Shortest(ShownScore),
                ["objects"] = at.Objects,
                ["right"] = at.Right,
                ["wrong"] = at.Wrong,
                ["precision"] = ReportJson.Number(at.Precision),
                ["recall"] = ReportJson.Number(at.Recall),
                ["f1"] = ReportJson.Number(at.F1),
            },
            ["errors"] = new JsonArray([
                .. ErrorKinds.Select(kind =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["kind"] = char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..],
                            ["count"] = at.Errors[kind],
                            ["cost"] = ReportJson.Number(Cost(kind)),
                        }
                ),
            ]),
            ["confusion"] = _rows.Names.Count > MostOfConfusion ? null : ReportJson.Matrix(Confusion(ShownScore)),
            ["precisionAt50"] =
                _rows.Names.Count > MostOfCurves
                    ? null
                    : new JsonArray([.. _rankings.Select((_, c) => Curve(c) is { } curve ? ReportJson.Numbers(curve.Select(p => Math.Round(p, 6))) : null)]),
        };
        return summary;
    }
}
