using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>A run's history as charts. Epochs are counted from 1, as people do.</summary>
public static class RunCharts
{
    private static readonly TextResource Texts = new(typeof(ChartTexts));

    /// <summary>One chart for each metric that the run measures, with its curve of the validation data where there is one.</summary>
    /// <param name="stages">For the shading; empty for none.</param>
    /// <param name="totalEpochs">What was planned: a live chart keeps its axis.</param>
    /// <param name="commented">Epochs that are discussed; null (default) for none.</param>
    /// <param name="run">The run, for the address that a click on an epoch opens; null for none.</param>
    public static IReadOnlyList<MetricChart> Of(
        RunCurves curves,
        IReadOnlyList<StageLedger> stages,
        int totalEpochs,
        RunDetails? run = null,
        IReadOnlyList<int>? commented = null
    ) =>
        [
            .. curves
                .Measures.Pairs(curves.Metrics.Select(m => m.Name))
                .Select(metric => new MetricChart(metric, One(curves, metric, stages, totalEpochs, commented ?? []) with { Link = LinkOf(run) })),
        ];

    private static string? LinkOf(RunDetails? run) =>
        run is { SpecFault: null, Spec.CrossValidation: null } ? $"/runs/new?from={run.Row.Id}&after={ChartOptions.LinkX}" : null;

    private static ChartOptions One(RunCurves curves, string metric, IReadOnlyList<StageLedger> stages, int totalEpochs, IReadOnlyList<int> commented)
    {
        var unit = curves.Measures[metric].Unit;
        var number = NumberOf(unit);
        var (train, validation) = (curves[metric], curves[MetricNames.Validation(metric)]);
        bool Has(string name) => curves.Metrics.Any(m => m.Name == name) || curves.Measures.Names.Contains(name);
        var color = SeriesColors.OfRun(curves.Number);
        var x = NiceAxis.Epochs(Math.Max(totalEpochs, curves.Epochs.Count));
        var y = number == ChartNumber.Percent ? NiceAxis.Around(train.Concat(validation), 0, 1) : NiceAxis.Around(train.Concat(validation), fromZero: true);
        return new()
        {
            Title = Texts["OfRun", MetricWords.Short(metric), curves.Number],
            Series =
            [
                .. Has(MetricNames.Validation(metric)) ? [new(Texts["Validation"], color, Points(curves, validation))] : Array.Empty<ChartSeries>(),
                .. Has(metric) ? [new(Texts["Training"], "--text-3", Points(curves, train), Dash: SeriesColors.Dashes)] : Array.Empty<ChartSeries>(),
            ],
            XTitle = Texts["Axis.epoch"],
            XMin = x.Low,
            XMax = x.High,
            XStep = x.Step,
            YMin = y.Low,
            YMax = y.High,
            YStep = y.Step,
            YNumber = number,
            Bands =
                stages.Count < 2
                    ? Inherited(curves, x.Low)
                    :
                    [
                        .. Inherited(curves, x.Low),
                        .. stages.Select(
                            (s, i) =>
                                new ChartBand(
                                    i == 0 && curves.Inherited == 0 ? x.Low : s.FirstEpoch + 0.5,
                                    Math.Min(x.High, s.LastEpoch + 1.5),
                                    SpecPresets.StageTitle(s.Name),
                                    i % 2 == 1
                                )
                        ),
                    ],
            Marks = Best(curves, validation, color, unit),
            Ticks =
            [
                .. curves.RateDrops.Select(e => new ChartTick(e + 1, Rate(curves, e))),
                .. commented.Select(e => new ChartTick(e + 1, Texts["Commented"])),
            ],
            Group = "run-" + curves.Number,
        };
    }

    // The epochs of the run that it branched from, marked.
    private static ChartBand[] Inherited(RunCurves curves, double low) =>
        curves.Inherited == 0 ? [] : [new(low, curves.Epochs[curves.Inherited - 1] + 1.5, Texts["BeforeBranch"], false)];

    internal static ChartNumber NumberOf(string? unit) =>
        unit switch
        {
            MetricSpec.Share => ChartNumber.Percent,
            MetricSpec.Seconds => ChartNumber.Seconds,
            _ => ChartNumber.Plain,
        };

    internal static IReadOnlyList<ChartPoint> Points(RunCurves curves, IReadOnlyList<double?> values) =>
        [.. values.Select((v, i) => new ChartPoint(curves.Epochs[i] + 1, v))];

    private static ChartMark[] Best(RunCurves curves, IReadOnlyList<double?> values, string color, string? unit)
    {
        if (curves.BestEpoch is not { } best)
            return [];
        var at = curves.Epochs.ToList().IndexOf(best);
        if (at < 0 || values[at] is not { } value)
            return [];
        return [new(best + 1, value, color, Shared.Format.Metric(value, unit))];
    }

    private static string Rate(RunCurves curves, int epoch)
    {
        var at = curves.Epochs.ToList().IndexOf(epoch);
        return at < 0 ? Texts["RateDrop"] : Texts["Rate", Shared.Format.Rate(curves.LearningRate[at])];
    }
}
