using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>A run's history as charts. Epochs are counted from 1, as people do.</summary>
public static class RunCharts
{
    /// <param name="stages">For the shading; empty for none.</param>
    /// <param name="totalEpochs">What was planned: a live chart keeps its axis.</param>
    public static ChartOptions Loss(RunCurves curves, IReadOnlyList<StageLedger> stages, int totalEpochs) =>
        One(curves, "Loss", curves.Loss, curves.ValLoss, stages, totalEpochs, ChartNumber.Plain);

    /// <inheritdoc cref="Loss"/>
    public static ChartOptions Accuracy(RunCurves curves, IReadOnlyList<StageLedger> stages, int totalEpochs) =>
        One(curves, "Accuracy", curves.Accuracy, curves.ValAccuracy, stages, totalEpochs, ChartNumber.Percent);

    private static ChartOptions One(RunCurves curves, string name, IReadOnlyList<double?> train, IReadOnlyList<double?> validation, IReadOnlyList<StageLedger> stages, int totalEpochs, ChartNumber number)
    {
        var color = SeriesColors.OfRun(curves.Number);
        var x = NiceAxis.Epochs(Math.Max(totalEpochs, curves.Epochs.Count));
        var y = number == ChartNumber.Percent ? NiceAxis.Around(train.Concat(validation), 0, 1) : NiceAxis.Around(train.Concat(validation), fromZero: true);
        return new()
        {
            Title = $"{name} of run {curves.Number} by epoch",
            Series = [new("Validation", color, Points(curves, validation)), new("Training", "--text-3", Points(curves, train), Dashed: true)],
            XTitle = "Epoch", XMin = x.Low, XMax = x.High, XStep = x.Step, YMin = y.Low, YMax = y.High, YStep = y.Step, YNumber = number,
            Bands = stages.Count < 2 ? [] : [.. stages.Select((s, i) => new ChartBand(i == 0 ? x.Low : s.FirstEpoch + 0.5, Math.Min(x.High, s.LastEpoch + 1.5), s.Name, i % 2 == 1))],
            Marks = Best(curves, validation, color, number),
            Ticks = [.. curves.RateDrops.Select(e => new ChartTick(e + 1, "rate " + Rate(curves, e)))],
            Group = "run-" + curves.Number,
        };
    }

    internal static IReadOnlyList<ChartPoint> Points(RunCurves curves, IReadOnlyList<double?> values) => [.. values.Select((v, i) => new ChartPoint(curves.Epochs[i] + 1, v))];

    private static ChartMark[] Best(RunCurves curves, IReadOnlyList<double?> values, string color, ChartNumber number)
    {
        if (curves.BestEpoch is not { } best) return [];
        var at = curves.Epochs.ToList().IndexOf(best);
        if (at < 0 || values[at] is not { } value) return [];
        return [new(best + 1, value, color, number == ChartNumber.Percent ? Shared.Format.Percent(value) : Shared.Format.Number(value))];
    }

    private static string Rate(RunCurves curves, int epoch)
    {
        var at = curves.Epochs.ToList().IndexOf(epoch);
        return at < 0 ? "drop" : Shared.Format.Rate(curves.LearningRate[at]);
    }
}
