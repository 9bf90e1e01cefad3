using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>Curves of several runs over one another.</summary>
/// <param name="Metric">A name such as <c>val_accuracy</c>; a run that does not measure it has an empty line.</param>
/// <param name="X"><c>epoch</c>, <c>step</c> or <c>time</c>.</param>
/// <param name="Smoothing">0 (raw) to below 1: weight of what came before, as in TensorBoard.</param>
public sealed record ComparisonChart(string Metric, string X, double Smoothing, bool Log)
{
    private static readonly TextResource Texts = new(typeof(ChartTexts));

    private static readonly string[] Keys = ["epoch", "step", "time"];

    public static IReadOnlyList<(string Key, string Title)> Axes => [.. Keys.Select(key => (key, Texts[$"Axis.{key}"]))];

    /// <summary>What can be drawn of some runs: first what they are judged by, then what else was measured on the validation data, then on the training
    /// data.</summary>
    public static IReadOnlyList<string> Metrics(IReadOnlyList<RunCurves> runs)
    {
        var primary = runs.Select(r => r.Measures.Primary).ToList();
        // A metric before its loss, as the one that is judged by stands first.
        var all = runs.SelectMany(r => r.Measures.Names.Concat(r.Metrics.Select(m => m.Name)))
            .Distinct()
            .OrderBy(n => MetricNames.Training(n) == MetricNames.Loss)
            .ToList();
        return [.. primary.Concat(all.Where(MetricNames.IsValidation)).Concat(all).Distinct()];
    }

    public ChartOptions Draw(IReadOnlyList<RunCurves> runs)
    {
        var unit = runs.Select(r => r.Measures[Metric].Unit).FirstOrDefault();
        var number = RunCharts.NumberOf(unit);
        var lines = SeriesColors.Among(runs.Select(r => r.Number));
        var series = new List<ChartSeries>();
        foreach (var run in runs)
        {
            var (color, dash) = lines[run.Number];
            var raw = Points(run);
            if (Smoothing > 0)
                series.Add(new(Texts["Raw", run.Number], color, raw, Faint: true));
            series.Add(new(Texts["Run", run.Number], color, Smooth(raw, Smoothing), dash));
        }
        var values = series.SelectMany(s => s.Points.Select(p => p.Y));
        var y =
            Log ? NiceAxis.Logarithms(values)
            : number == ChartNumber.Percent ? NiceAxis.Around(values, 0, 1)
            : NiceAxis.Around(values, fromZero: true);
        var last = series.SelectMany(s => s.Points.Select(p => p.X)).DefaultIfEmpty(1).Max();
        var x = X switch
        {
            "time" => NiceAxis.Seconds(last),
            "step" => NiceAxis.Around([0, last], fromZero: true),
            _ => NiceAxis.Epochs((int)last),
        };
        return new()
        {
            Title = Texts["OfRuns", MetricWords.Title(Metric), runs.Count],
            Series = series,
            YNumber = number,
            LogY = Log,
            XTitle = Texts[$"Axis.{X}"],
            XNumber = X == "time" ? ChartNumber.Seconds : ChartNumber.Whole,
            XMin = x.Low,
            XMax = x.High,
            XStep = x.Step,
            YMin = y.Low,
            YMax = y.High,
            YStep = y.Step,
        };
    }

    /// <summary>Exponential moving average, corrected for its start; gaps are passed over.</summary>
    public static IReadOnlyList<ChartPoint> Smooth(IReadOnlyList<ChartPoint> points, double weight)
    {
        if (weight <= 0)
            return points;
        double sum = 0,
            count = 0;
        return
        [
            .. points.Select(p =>
            {
                if (p.Y is not { } y)
                    return p;
                sum = sum * weight + y * (1 - weight);
                count = count * weight + (1 - weight);
                return p with { Y = sum / count };
            }),
        ];
    }

    private List<ChartPoint> Points(RunCurves run)
    {
        var values = run[Metric];
        // A logarithm has no place for zero.
        return [.. values.Select((v, i) => new ChartPoint(At(run, i), Log && v <= 0 ? null : v))];
    }

    private double At(RunCurves run, int i) =>
        X switch
        {
            "step" => (run.Epochs[i] + 1.0) * run.StepsPerEpoch,
            "time" => Math.Round(run.ElapsedSeconds[i], 2),
            _ => run.Epochs[i] + 1,
        };
}
