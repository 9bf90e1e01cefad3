using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>Confidence against accuracy over 15 bins of the largest probability, each closed on the right; the first holds 0 too (Guo et al., 2017).</summary>
internal sealed class ClassCalibration
{
    private const int Bins = 15;

    public ClassCalibration(ClassRows rows)
    {
        var (counts, right, confidence) = (new int[Bins], new int[Bins], new double[Bins]);
        for (var i = 0; rows.Probabilities is { } probabilities && i < rows.Count; i++)
        {
            var p = probabilities[i][rows.Predicted[i]];
            if (Bin(p) is not { } bin)
                continue;
            counts[bin]++;
            confidence[bin] += p;
            right[bin] += rows.Predicted[i] == rows.Actual[i] ? 1 : 0;
        }
        CalibrationBin[] bins =
        [
            .. Enumerable
                .Range(0, Bins)
                .Select(k =>
                    counts[k] == 0
                        ? new CalibrationBin(Edge(k), Edge(k + 1), 0, null, null)
                        : new CalibrationBin(Edge(k), Edge(k + 1), counts[k], confidence[k] / counts[k], (double)right[k] / counts[k])
                ),
        ];
        var filled = bins.Where(b => b.Count > 0).ToList();
        MaximumError = filled.Count == 0 ? null : filled.Max(Gap);
        Document = new(filled.Count == 0 ? null : filled.Sum(b => (double)b.Count / rows.Count * Gap(b)), rows.Probabilities is null ? [] : bins);
    }

    public Calibration Document { get; }

    /// <summary>The largest gap of a bin.</summary>
    public double? MaximumError { get; }

    public JsonObject Json =>
        new()
        {
            ["bins"] = Bins,
            ["edges"] = ReportJson.Numbers(Enumerable.Range(0, Bins + 1).Select(Edge)),
            ["count"] = ReportJson.Counts(Document.Bins.Select(b => b.Count)),
            ["accuracy"] = ReportJson.Numbers(Document.Bins.Select(b => b.Accuracy)),
            ["confidence"] = ReportJson.Numbers(Document.Bins.Select(b => b.MeanConfidence)),
            ["ece"] = ReportJson.Number(Document.ExpectedCalibrationError),
            ["mce"] = ReportJson.Number(MaximumError),
        };

    private static double Edge(int k) => k / (double)Bins;

    private static double Gap(CalibrationBin bin) => Math.Abs(bin.Accuracy!.Value - bin.MeanConfidence!.Value);

    // Null for what is no probability.
    private static int? Bin(double p)
    {
        if (p == 0)
            return 0;
        for (var k = 0; k < Bins; k++)
            if (p > Edge(k) && p <= Edge(k + 1))
                return k;
        return null;
    }
}
