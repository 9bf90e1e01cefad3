using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>A label of a report. Shares are 0 to 1; null where one is not defined.</summary>
/// <param name="Threshold">The probability from which on it is predicted.</param>
internal sealed record LabelRow(string Name, double? F1, double? Precision, double? Recall, double? AveragePrecision, double? Support, double? Threshold)
{
    /// <summary>The weakest first.</summary>
    public static IReadOnlyList<LabelRow> Of(StoredEvaluation evaluation)
    {
        var summary = evaluation.Report!.Summary;
        var metrics = summary["metrics"]!;
        var (precision, thresholds) = (ReportFigures.Numbers(metrics["averagePrecisionPerLabel"]), ReportFigures.Numbers(summary["thresholds"]));
        return
        [
            .. evaluation
                .Predictions!.Names.Select(
                    (name, c) =>
                    {
                        var label = metrics["perLabel"]![c];
                        return new LabelRow(
                            name,
                            ReportFigures.Number(label, "f1"),
                            ReportFigures.Number(label, "precision"),
                            ReportFigures.Number(label, "recall"),
                            precision.ElementAtOrDefault(c),
                            ReportFigures.Number(label, "support"),
                            thresholds.ElementAtOrDefault(c)
                        );
                    }
                )
                .OrderBy(label => label.F1),
        ];
    }
}
