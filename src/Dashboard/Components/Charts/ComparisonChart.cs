using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>Curves of several runs over one another.</summary>
/// <param name="Metric"><c>val_accuracy</c>, <c>val_loss</c>, <c>accuracy</c> or <c>loss</c>.</param>
/// <param name="X"><c>epoch</c>, <c>step</c> or <c>time</c>.</param>
/// <param name="Smoothing">0 (raw) to below 1: weight of what came before, as in TensorBoard.</param>
public sealed record ComparisonChart(string Metric, string X, double Smoothing, bool Log)
{
    public static IReadOnlyList<(string Key, string Title)> Metrics { get; } = [("val_accuracy", "Validation accuracy"), ("val_loss", "Validation loss"), ("accuracy", "Training accuracy"), ("loss", "Training loss")];
    public static IReadOnlyList<(string Key, string Title)> Axes { get; } = [("epoch", "Epoch"), ("step", "Step"), ("time", "Time")];

    private bool IsAccuracy => Metric.EndsWith("accuracy", StringComparison.Ordinal);

    public ChartOptions Draw(IReadOnlyList<RunCurves> runs)
    {
        var used = new HashSet<string>();
        var series = new List<ChartSeries>();
        foreach (var run in runs)
        {
            var color = SeriesColors.OfRun(run.Number);
            // Two runs of one colour: the later one is dashed.
            var dashed = !used.Add(color);
            var raw = Points(run);
            if (Smoothing > 0) series.Add(new(run.Number + " raw", color, raw, Faint: true));
            series.Add(new($"Run {run.Number}", color, Smooth(raw, Smoothing), dashed));
        }
        var values = series.SelectMany(s => s.Points.Select(p => p.Y));
        var y = Log ? NiceAxis.Logarithms(values) : IsAccuracy ? NiceAxis.Around(values, 0, 1) : NiceAxis.Around(values, fromZero: true);
        var last = series.SelectMany(s => s.Points.Select(p => p.X)).DefaultIfEmpty(1).Max();
        var x = X switch
        {
            "time" => NiceAxis.Seconds(last),
            "step" => NiceAxis.Around([0, last], fromZero: true),
            _ => NiceAxis.Epochs((int)last),
        };
        var title = Metrics.First(m => m.Key == Metric).Title;
        return new()
        {
            Title = $"{title} of {runs.Count} runs", Series = series, YNumber = IsAccuracy ? ChartNumber.Percent : ChartNumber.Plain, LogY = Log,
            XTitle = Axes.First(a => a.Key == X).Title, XNumber = X == "time" ? ChartNumber.Seconds : ChartNumber.Whole,
            XMin = x.Low, XMax = x.High, XStep = x.Step, YMin = y.Low, YMax = y.High, YStep = y.Step,
        };
    }

    /// <summary>Exponential moving average, corrected for its start; gaps are passed over.</summary>
    public static IReadOnlyList<ChartPoint> Smooth(IReadOnlyList<ChartPoint> points, double weight)
    {
        if (weight <= 0) return points;
        double sum = 0, count = 0;
        return [.. points.Select(p =>
        {
            if (p.Y is not { } y) return p;
            sum = sum * weight + y * (1 - weight);
            count = count * weight + (1 - weight);
            return p with { Y = sum / count };
        })];
    }

    private List<ChartPoint> Points(RunCurves run)
    {
        var values = Metric switch { "val_loss" => run.ValLoss, "accuracy" => run.Accuracy, "loss" => run.Loss, _ => run.ValAccuracy };
        // A logarithm has no place for zero.
        return [.. values.Select((v, i) => new ChartPoint(At(run, i), Log && v <= 0 ? null : v))];
    }

    private double At(RunCurves run, int i) => X switch
    {
        "step" => (run.Epochs[i] + 1.0) * run.StepsPerEpoch,
        "time" => Math.Round(run.ElapsedSeconds[i], 2),
        _ => run.Epochs[i] + 1,
    };
}
