using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>What scikit-learn and Keras measure of a classifier, by their names in camelCase: <c>metrics</c> of the report. What needs probabilities is null
/// where they are not known.</summary>
internal static class ClassFigures
{
    private const double LogLossEpsilon = 1.0 / (1L << 52);

    public static JsonObject Of(ClassRows rows, ClassCounts counts, ClassCalibration calibration, JsonArray? confusion)
    {
        var probabilities = rows.Probabilities;
        double? Mean(Func<double[], int, double> value) => probabilities is null ? null : RowMean.Of(rows.Count, i => value(probabilities[i], rows.Actual[i]));
        var areas = probabilities is null
            ? null
            : Enumerable.Range(0, rows.Classes).Select(c => new Ranking(probabilities.Select(p => p[c])).Areas(i => rows.Actual[i] == c)).ToList();
        var figures = new JsonObject
        {
            ["accuracy"] = ReportJson.Number(counts.Accuracy),
            ["top3Accuracy"] = ReportJson.Number(
                rows.Classes <= 3 ? (rows.Count == 0 || probabilities is null ? null : 1) : Mean((p, t) => Above(p, t) < 3 ? 1 : 0)
            ),
            ["balancedAccuracy"] = ReportJson.Number(counts.BalancedAccuracy),
            ["confusion"] = confusion,
            ["perClass"] = new JsonObject
            {
                ["precision"] = ReportJson.Numbers(counts.PerClass.Select(c => c.Precision)),
                ["recall"] = ReportJson.Numbers(counts.PerClass.Select(c => c.Recall)),
                ["f1"] = ReportJson.Numbers(counts.PerClass.Select(c => c.F1)),
                ["support"] = ReportJson.Counts(counts.Support),
            },
            ["macro"] = Json(counts.Macro),
            ["macroSeen"] = Json(counts.MacroSeen),
            ["weighted"] = Json(counts.Weighted),
            ["micro"] = Json(counts.Micro),
            ["logLoss"] = ReportJson.Number(Mean((p, t) => -Math.Log(Math.Clamp(p[t], LogLossEpsilon, 1 - LogLossEpsilon)))),
            ["brier"] = ReportJson.Number(Mean(Brier)),
            ["rocAuc"] = ReportJson.Number(areas is null ? null : RowMean.OfKnown(areas.Select(a => a.RocAuc))),
            ["rocAucPerClass"] = areas is null ? null : ReportJson.Numbers(areas.Select(a => a.RocAuc)),
            ["averagePrecision"] = ReportJson.Number(areas is null ? null : RowMean.OfKnown(areas.Select(a => a.AveragePrecision))),
            ["averagePrecisionPerClass"] = areas is null ? null : ReportJson.Numbers(areas.Select(a => a.AveragePrecision)),
            ["mcc"] = ReportJson.Number(counts.Mcc),
            ["cohenKappa"] = ReportJson.Number(counts.CohenKappa),
            ["calibration"] = probabilities is null ? null : calibration.Json,
            ["classWeight"] = ReportJson.Numbers(counts.ClassWeight),
            ["keras"] = probabilities is null
                ? null
                : new JsonObject
                {
                    ["sparseCategoricalCrossentropyF32"] = ReportJson.Number(Mean(KerasLosses.SparseCategorical<float>)),
                    ["categoricalCrossentropySmoothing0.1F32"] = ReportJson.Number(Mean((p, t) => KerasLosses.SmoothedCategorical<float>(p, t, 0.1))),
                    ["sparseCategoricalCrossentropyF64"] = ReportJson.Number(Mean(KerasLosses.SparseCategorical<double>)),
                    ["categoricalCrossentropySmoothing0.1F64"] = ReportJson.Number(Mean((p, t) => KerasLosses.SmoothedCategorical<double>(p, t, 0.1))),
                    ["sparseTopKCategoricalAccuracy3"] = ReportJson.Number(Mean((p, t) => p.Count(v => v > p[t]) < 3 ? 1 : 0)),
                },
        };
        if (rows.Classes == 2)
            figures["brierBinary"] = ReportJson.Number(Mean((p, t) => (p[1] - t) * (p[1] - t)));
        return figures;
    }

    // Among equal probabilities the higher class number ranks first, as scikit-learn's top_k_accuracy_score has it.
    private static int Above(double[] p, int actual)
    {
        var above = 0;
        for (var c = 0; c < p.Length; c++)
            above += p[c] > p[actual] || (p[c] == p[actual] && c > actual) ? 1 : 0;
        return above;
    }

    private static double Brier(double[] p, int actual)
    {
        double sum = 0;
        for (var c = 0; c < p.Length; c++)
            sum += (p[c] - (c == actual ? 1 : 0)) * (p[c] - (c == actual ? 1 : 0));
        return sum;
    }

    private static JsonObject? Json(PrecisionRecallF1? mean) =>
        mean is not { } m
            ? null
            : new()
            {
                ["precision"] = m.Precision,
                ["recall"] = m.Recall,
                ["f1"] = m.F1,
            };
}
