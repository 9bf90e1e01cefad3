using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>The folds of a cross-validated run over one another, by epoch within the fold. Validation only: training curves would hide what folds are
/// for.</summary>
public static class FoldCharts
{
    private static readonly TextResource Texts = new(typeof(ChartTexts));

    /// <param name="folds">From <see cref="FoldEpochs.Apart"/>.</param>
    /// <param name="measures">What the run measures.</param>
    /// <param name="epochs">What a fold plans: a live chart keeps its axis.</param>
    public static IReadOnlyList<MetricChart> Of(IReadOnlyList<RunCurves> folds, MetricSet measures, int epochs) =>
        [
            .. measures
                .Pairs(folds.SelectMany(f => f.Metrics.Select(m => m.Name)))
                .Select(metric => new MetricChart(metric, Draw(folds, MetricNames.Validation(metric), measures[metric].Unit, epochs))),
        ];

    private static ChartOptions Draw(IReadOnlyList<RunCurves> folds, string metric, string? unit, int epochs)
    {
        var number = RunCharts.NumberOf(unit);
        var x = NiceAxis.Epochs(Math.Max(epochs, folds.Select(f => f.Epochs.Count).DefaultIfEmpty(1).Max()));
        var all = folds.SelectMany(f => f[metric]);
        var y = number == ChartNumber.Percent ? NiceAxis.Around(all, 0, 1) : NiceAxis.Around(all, fromZero: true);
        var lines = SeriesColors.Among(folds.Select(f => f.Number));
        return new()
        {
            Title = Texts["OfFolds", MetricWords.Title(metric), folds.Count],
            Series = [.. folds.Select(f => new ChartSeries(f.Name, lines[f.Number].Color, RunCharts.Points(f, f[metric]), lines[f.Number].Dash))],
            XTitle = Texts["Axis.epoch"],
            XMin = x.Low,
            XMax = x.High,
            XStep = x.Step,
            YMin = y.Low,
            YMax = y.High,
            YStep = y.Step,
            YNumber = number,
            Group = "folds-" + folds.Select(f => f.Run.ToString()).FirstOrDefault(),
        };
    }
}
