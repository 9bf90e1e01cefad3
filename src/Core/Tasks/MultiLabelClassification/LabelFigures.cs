using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>What scikit-learn and Keras measure of several labels, by their names in camelCase: <c>metrics</c> of the report. What needs probabilities is null
/// where they are not known.</summary>
internal static class LabelFigures
{
    public static JsonObject Of(LabelRows rows, LabelCounts counts)
    {
        var known = rows.KnowsProbabilities && rows.Count > 0;
        var areas = !known
            ? null
            : Enumerable.Range(0, rows.Labels).Select(c => new Ranking(rows.Outputs.Select(o => o[c])).Areas(i => rows.Truth[i][c])).ToList();
        var best = !known ? null : LabelThresholds.Best(rows).ToList();
        var atBest = best is null ? null : new LabelCounts(rows.Truth, rows.At([.. best.Select(b => b.Threshold)]), rows.Labels);
        return new()
        {
            ["perLabel"] = new JsonArray([
                .. counts.PerLabel.Select(
                    (label, c) =>
                    {
                        var json = Json(label)!;
                        json["support"] = counts.Support[c];
                        return (JsonNode)json;
                    }
                ),
            ]),
            ["micro"] = Json(counts.Micro),
            ["macro"] = Json(counts.Macro),
            ["weighted"] = Json(counts.Weighted),
            ["samples"] = Json(counts.Samples),
            ["subsetAccuracy"] = ReportJson.Number(counts.SubsetAccuracy),
            ["hammingLoss"] = ReportJson.Number(counts.HammingLoss),
            ["averagePrecisionPerLabel"] = areas is null ? null : ReportJson.Numbers(areas.Select(a => a.AveragePrecision)),
            ["meanAveragePrecision"] = ReportJson.Number(areas is null ? null : RowMean.OfKnown(areas.Select(a => a.AveragePrecision))),
            ["rocAucPerLabel"] = areas is null ? null : ReportJson.Numbers(areas.Select(a => a.RocAuc)),
            ["labelRankingAveragePrecision"] = ReportJson.Number(known ? RowMean.Of(rows.Count, i => RankingPrecision(rows.Truth[i], rows.Outputs[i])) : null),
            ["confusionPerLabel"] = new JsonArray([.. Enumerable.Range(0, rows.Labels).Select(c => (JsonNode)ReportJson.Matrix(counts.Confusion(c)))]),
            ["bestThresholdPerLabel"] = best is null
                ? null
                : new JsonArray([.. best.Select(b => (JsonNode)new JsonObject { ["threshold"] = b.Threshold, ["f1"] = b.F1 })]),
            ["atBestThresholds"] = atBest is null
                ? null
                : new JsonObject
                {
                    ["microF1"] = ReportJson.Number(atBest.Micro?.F1),
                    ["macroF1"] = ReportJson.Number(atBest.Macro?.F1),
                    ["subsetAccuracy"] = ReportJson.Number(atBest.SubsetAccuracy),
                },
            ["keras"] = !known
                ? null
                : new JsonObject
                {
                    ["binaryCrossentropyF32"] = ReportJson.Number(RowMean.Of(rows.Count, i => KerasLosses.Binary<float>(rows.Truth[i], rows.Outputs[i]))),
                    ["binaryAccuracy"] = ReportJson.Number(1 - new LabelCounts(rows.Truth, rows.AboveHalf(), rows.Labels).HammingLoss),
                },
        };
    }

    // Of each true label: how many of the labels ranked as high or higher are true (scikit-learn's label_ranking_average_precision_score); 1 where none or all
    // are true.
    private static double RankingPrecision(bool[] truth, double[] outputs)
    {
        var relevant = truth.Count(t => t);
        if (relevant == 0 || relevant == truth.Length)
            return 1;
        int[] order = [.. Enumerable.Range(0, outputs.Length).OrderByDescending(c => outputs[c])];
        double sum = 0;
        var (hits, from) = (0, 0);
        for (var k = 0; k < order.Length; k++)
        {
            hits += truth[order[k]] ? 1 : 0;
            if (k + 1 < order.Length && outputs[order[k + 1]] == outputs[order[k]])
                continue;
            // Equals share the rank of their last.
            for (; from <= k; from++)
                sum += truth[order[from]] ? (double)hits / (k + 1) : 0;
        }
        return sum / relevant;
    }

    private static JsonObject? Json(PrecisionRecallF1? shares) =>
        shares is not { } s
            ? null
            : new()
            {
                ["precision"] = s.Precision,
                ["recall"] = s.Recall,
                ["f1"] = s.F1,
            };
}
