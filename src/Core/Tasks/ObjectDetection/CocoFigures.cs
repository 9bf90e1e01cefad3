using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>COCO's numbers by the names of its <c>summarize</c>; what no object decides is -1 there, and so it is here.</summary>
internal static class CocoFigures
{
    // What a summary may hold of numbers for each class.
    private const int MostClasses = 200;

    public static JsonObject Stats(ClassRanking[] rankings)
    {
        double Precision(Func<ClassRanking, double?> of) => RowMean.OfKnown(rankings.Select(of)) ?? -1;
        double Recall(int area, int most) => RowMean.OfKnown(rankings.SelectMany(one => CocoRules.Overlaps.Select((_, t) => one.Recall(area, most, t)))) ?? -1;
        var stats = new JsonObject
        {
            ["AP"] = Precision(one => one.AveragePrecision(CocoRules.AllAreas)),
            ["AP50"] = Precision(one => one.AveragePrecision(CocoRules.AllAreas, CocoRules.At50)),
            ["AP75"] = Precision(one => one.AveragePrecision(CocoRules.AllAreas, CocoRules.At75)),
        };
        for (var i = 0; i < CocoRules.Sizes.Length; i++)
        {
            var area = i + 1;
            stats[$"AP_{CocoRules.Sizes[i]}"] = Precision(one => one.AveragePrecision(area));
        }
        foreach (var most in CocoRules.Counts)
            stats[$"AR_{most}"] = Recall(CocoRules.AllAreas, most);
        for (var i = 0; i < CocoRules.Sizes.Length; i++)
            stats[$"AR_{CocoRules.Sizes[i]}"] = Recall(i + 1, CocoRules.MostFound);
        return stats;
    }

    /// <param name="ids">Of the names, in their order.</param>
    public static JsonArray Categories(ClassRanking[] rankings, IReadOnlyList<string> names, IReadOnlyList<long> ids) =>
        new([
            .. rankings.Select(
                (one, c) =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = ids[c],
                            ["name"] = names[c],
                            ["ap"] = one.AveragePrecision(CocoRules.AllAreas) ?? -1,
                            ["ap50"] = one.AveragePrecision(CocoRules.AllAreas, CocoRules.At50) ?? -1,
                            ["ap75"] = one.AveragePrecision(CocoRules.AllAreas, CocoRules.At75) ?? -1,
                            ["ar"] = RowMean.OfKnown(CocoRules.Overlaps.Select((_, t) => one.Recall(CocoRules.AllAreas, CocoRules.MostFound, t))) ?? -1,
                        }
            ),
        ]);

    /// <summary>[IoU][class][area][detections]; null of more classes than a summary has room for.</summary>
    public static JsonArray? Recalls(ClassRanking[] rankings) =>
        rankings.Length > MostClasses
            ? null
            : new([
                .. CocoRules.Overlaps.Select(
                    (_, t) =>
                        (JsonNode)
                            new JsonArray([
                                .. rankings.Select(one =>
                                    (JsonNode)
                                        new JsonArray([
                                            .. CocoRules.Areas.Select(
                                                (_, area) => (JsonNode)ReportJson.Numbers(CocoRules.Counts.Select(most => one.Recall(area, most, t) ?? -1))
                                            ),
                                        ])
                                ),
                            ])
                ),
            ]);

    /// <summary>For each class what people ask of it; null where it is not defined.</summary>
    public static JsonArray PerClass(ClassRanking[] rankings) =>
        new([
            .. rankings.Select(one =>
                (JsonNode)
                    new JsonObject
                    {
                        ["objects"] = one.Count(CocoRules.AllAreas),
                        ["found"] = one.Detections.Length,
                        ["ap"] = ReportJson.Number(one.AveragePrecision(CocoRules.AllAreas)),
                        ["ap50"] = ReportJson.Number(one.AveragePrecision(CocoRules.AllAreas, CocoRules.At50)),
                        ["ap75"] = ReportJson.Number(one.AveragePrecision(CocoRules.AllAreas, CocoRules.At75)),
                        ["apSmall"] = ReportJson.Number(one.AveragePrecision(1)),
                        ["apMedium"] = ReportJson.Number(one.AveragePrecision(2)),
                        ["apLarge"] = ReportJson.Number(one.AveragePrecision(3)),
                    }
            ),
        ]);

    public static JsonObject Voc(ObjectRows rows, IReadOnlyList<long> ids)
    {
        var classes = VocPrecision.Of(rows);
        return new()
        {
            ["classes"] = new JsonArray([
                .. classes.Select(
                    (one, c) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = ids[c],
                                ["name"] = rows.Names[c],
                                ["truth"] = one.Objects,
                                ["detections"] = one.Detections,
                                ["truePositives"] = one.Right,
                                ["ap2007"] = ReportJson.Number(one.Ap2007),
                                ["ap2010"] = ReportJson.Number(one.Ap2010),
                            }
                ),
            ]),
            ["map2007"] = ReportJson.Number(RowMean.OfKnown(classes.Select(one => one.Ap2007))),
            ["map2010"] = ReportJson.Number(RowMean.OfKnown(classes.Select(one => one.Ap2010))),
        };
    }
}
