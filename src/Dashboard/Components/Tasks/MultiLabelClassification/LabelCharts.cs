using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;
using MlOpsDashboard.Dashboard.Components.Charts;

namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>Charts of one label.</summary>
internal static class LabelCharts
{
    /// <summary>As many points as a chart stays quick with; of more, some spread over all.</summary>
    public const int MostPoints = 500;

    /// <summary>Precision against recall, with a ring where the threshold is.</summary>
    public static ChartOptions PrecisionRecall(LabelCurve curve, LabelCut at, string label, IStringLocalizer texts)
    {
        var count = Math.Min(curve.Cuts.Count, MostPoints);
        var cuts = Enumerable.Range(0, count).Select(i => curve.Cuts[count == 1 ? 0 : (int)((long)i * (curve.Cuts.Count - 1) / (count - 1))]);
        return ChartOptions.OfShares(texts["CurveTitle", label]) with
        {
            Series =
            [
                new(
                    texts["Precision"],
                    "--accent",
                    [.. cuts.Where(c => c.Recall is not null).Select(c => new ChartPoint(Round(c.Recall!.Value), Round(c.Precision!.Value)))]
                ),
            ],
            Marks = at is { Recall: { } recall, Precision: { } precision }
                ? [new(Round(recall), Round(precision), "--accent", texts["ThresholdMark", Shared.Format.Number(at.Threshold)])]
                : [],
            XTitle = texts["Recall"],
            YTitle = texts["Precision"],
            Legend = false,
        };
    }

    private static double Round(double share) => Math.Round(share, 4);
}
