using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Dashboard.Components.Charts;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;

/// <summary>Charts of an evaluation report.</summary>
public static class EvaluationCharts
{
    // A bin of one or two pictures is at 0 % or 100 % by chance.
    private const int FewestPictures = 3;

    /// <summary>Accuracy against mean confidence, bin by bin; the diagonal is a model that is as right as it is sure.</summary>
    public static ChartOptions Calibration(EvaluationReport report, IStringLocalizer texts) =>
        ChartOptions.OfShares(texts["CalibrationTitle", FewestPictures]) with
        {
            Series =
            [
                new(
                    texts["ThisModel"],
                    "--accent",
                    [
                        .. report
                            .Calibration.Bins.Where(b => b.MeanConfidence is not null && b.Count >= FewestPictures)
                            .Select(b => new ChartPoint(Math.Round(b.MeanConfidence!.Value, 4), b.Accuracy)),
                    ]
                ),
                new(texts["Ideal"], "--text-3", [new(0, 0), new(1, 1)], Dash: SeriesColors.Dashes),
            ],
            XTitle = texts["Sure"],
            YTitle = texts["Right"],
        };
}
