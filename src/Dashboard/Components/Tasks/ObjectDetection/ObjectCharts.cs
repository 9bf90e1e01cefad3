using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Components.Charts;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Charts of a report of objects.</summary>
internal static class ObjectCharts
{
    /// <summary>Precision against recall at IoU 0.50 and 0.75.</summary>
    /// <param name="class">Null for the mean over the classes.</param>
    public static ChartOptions PrecisionRecall(ObjectReport report, int? @class, string name, IStringLocalizer texts) =>
        ChartOptions.OfShares(texts["CurveTitle", name]) with
        {
            Series =
            [
                .. Series(report, @class, false, "--accent", texts["AtIou", "0.50"]),
                .. Series(report, @class, true, "--series-1", texts["AtIou", "0.75"]),
            ],
            XTitle = texts["Recall"],
            YTitle = texts["Precision"],
        };

    private static IEnumerable<ChartSeries> Series(ObjectReport report, int? @class, bool strict, string color, string name) =>
        report.Curve(@class, strict) is { } curve
            ?
            [
                new(
                    name,
                    color,
                    [.. curve.Select((precision, r) => new ChartPoint(Math.Round(r * 0.01, 2), Math.Round(precision, 4)))],
                    strict ? SeriesColors.Dashes : 0
                ),
            ]
            : [];
}
