using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>The folds of a cross-validated run over one another, by epoch within the fold. Validation only: training curves would hide what folds are for.</summary>
public static class FoldCharts
{
    /// <param name="folds">From <see cref="FoldEpochs.Apart"/>.</param>
    /// <param name="epochs">What a fold plans: a live chart keeps its axis.</param>
    public static ChartOptions Loss(IReadOnlyList<RunCurves> folds, int epochs) => Draw(folds, "Validation loss", f => f.ValLoss, epochs, ChartNumber.Plain);

    /// <inheritdoc cref="Loss"/>
    public static ChartOptions Accuracy(IReadOnlyList<RunCurves> folds, int epochs) => Draw(folds, "Validation accuracy", f => f.ValAccuracy, epochs, ChartNumber.Percent);

    private static ChartOptions Draw(IReadOnlyList<RunCurves> folds, string name, Func<RunCurves, IReadOnlyList<double?>> values, int epochs, ChartNumber number)
    {
        var x = NiceAxis.Epochs(Math.Max(epochs, folds.Select(f => f.Epochs.Count).DefaultIfEmpty(1).Max()));
        var all = folds.SelectMany(values);
        var y = number == ChartNumber.Percent ? NiceAxis.Around(all, 0, 1) : NiceAxis.Around(all, fromZero: true);
        return new()
        {
            // The ninth fold takes the first one's colour again: dashed.
            Title = $"{name} of {folds.Count} folds by epoch",
            Series = [.. folds.Select(f => new ChartSeries(f.Name, SeriesColors.OfRun(f.Number), RunCharts.Points(f, values(f)), Dashed: f.Number > SeriesColors.Count))],
            XTitle = "Epoch", XMin = x.Low, XMax = x.High, XStep = x.Step, YMin = y.Low, YMax = y.High, YStep = y.Step, YNumber = number,
            Group = "folds-" + folds.Select(f => f.Run.ToString()).FirstOrDefault(),
        };
    }
}
