using System.Globalization;
using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Tasks.Regression;

/// <summary>Charts of predicted numbers.</summary>
internal static class RegressionCharts
{
    /// <summary>As many points as a chart stays quick with; of more rows, some spread over all.</summary>
    public const int MostPoints = 2000;

    private const int Bins = 21;

    /// <summary>Predicted against true of one target, with the line on which the model is right.</summary>
    public static ChartOptions Scatter(Predictions predictions, int target, IStringLocalizer texts)
    {
        var rows = predictions.Rows;
        var points = Enumerable
            .Range(0, Math.Min(rows.Count, MostPoints))
            .Select(i => rows[(int)((long)i * rows.Count / Math.Min(rows.Count, MostPoints))])
            .Select(row => new ChartPoint(Round(row.Target[target]), Round(row.Output[target])))
            .OrderBy(p => p.X)
            .ToList();
        var numbers = points.SelectMany(p => new[] { p.X, p.Y!.Value }).DefaultIfEmpty(0).ToList();
        var (low, high, step) = Ends(numbers.Min(), numbers.Max());
        return new()
        {
            Kind = ChartKind.Scatter,
            Title = texts["ScatterTitle", predictions.Names[target]],
            Series = [new(texts["Pictures"], "--accent", points), new(texts["Exact"], "--text-3", [new(low, low), new(high, high)], Dash: SeriesColors.Dashes)],
            XTitle = texts["True"],
            YTitle = texts["Predicted"],
            XNumber = ChartNumber.Plain,
            YNumber = ChartNumber.Plain,
            XMin = low,
            XMax = high,
            XStep = step,
            YMin = low,
            YMax = high,
            YStep = step,
        };
    }

    /// <summary>How many pictures are off by how much.</summary>
    public static ChartOptions Residuals(Predictions predictions, int target, IStringLocalizer texts)
    {
        var errors = predictions.Rows.Select(row => row.Output[target] - row.Target[target]).ToList();
        var reach = errors.Count == 0 || errors.TrueForAll(e => e == 0) ? 1 : errors.Max(Math.Abs);
        var counts = new int[Bins];
        foreach (var error in errors)
            counts[Math.Min(Bins - 1, (int)((error + reach) / (2 * reach) * Bins))]++;
        return new()
        {
            Kind = ChartKind.Bar,
            Title = texts["ResidualsTitle", predictions.Names[target]],
            Series = [new(texts["Pictures"], "--accent", [.. counts.Select((count, k) => new ChartPoint(k, count))])],
            Categories = [.. Enumerable.Range(0, Bins).Select(k => Format.Number(Round(((2 * k) + 1 - Bins) * reach / Bins)))],
            XTitle = texts["Error"],
            YTitle = texts["Pictures"],
            YNumber = ChartNumber.Whole,
            Legend = false,
        };
    }

    // Four significant digits: what a point of a chart can show.
    private static double Round(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // Ends on whole steps of 1, 2 or 5 times a power of ten, about five of them.
    private static (double Low, double High, double Step) Ends(double low, double high)
    {
        if (high <= low)
            (low, high) = (low - 1, high + 1);
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step =
            power
            * (
                (rough / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        return (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }
}
