using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>A column of the runs table that can be shown or hidden.</summary>
/// <param name="Key">In the URL, and the sort key where it can be sorted.</param>
public sealed record RunColumn(string Key, string Title, bool Sortable, bool IsNumber = false, bool Default = true);

/// <summary>All columns after the run's name, in order.</summary>
public static class RunColumns
{
    public static IReadOnlyList<RunColumn> All { get; } =
    [
        new("val_accuracy", "Best accuracy", true, IsNumber: true),
        new("spark", "Epochs", false),
        new("val_loss", "Val. loss", true, IsNumber: true, Default: false),
        new("epoch", "Best epoch", false, IsNumber: true, Default: false),
        new("status", "State", true),
        new("backbone", "Backbone", true),
        new("strategy", "Strategy", true),
        new("dataset", "Dataset", true, Default: false),
        new("duration", "Took", true, IsNumber: true),
        new("rate", "Pictures/s", false, IsNumber: true, Default: false),
        new("created", "Started", true),
        new("tags", "Tags", false),
        new("notes", "Notes", false, Default: false),
    ];

    /// <summary>The columns that a URL names (<c>val_accuracy,status</c>), or the default ones.</summary>
    public static IReadOnlyList<RunColumn> Parse(string? keys) =>
        string.IsNullOrEmpty(keys) ? [.. All.Where(c => c.Default)] : [.. All.Where(c => keys.Split(',').Contains(c.Key))];

    /// <summary>For the URL; null for the default.</summary>
    public static string? Write(IEnumerable<RunColumn> columns)
    {
        var keys = string.Join(',', All.Where(columns.Contains).Select(c => c.Key));
        return keys == string.Join(',', All.Where(c => c.Default).Select(c => c.Key)) ? null : keys.Length == 0 ? "none" : keys;
    }
}

/// <summary>Runs that share a backbone, strategy or dataset.</summary>
/// <param name="Mean">Of the best validation accuracy of those measured, or null.</param>
/// <param name="StandardDeviation">Of the sample (n - 1); null below two.</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRow> Rows, double? Mean, double? StandardDeviation)
{
    /// <param name="by"><c>backbone</c>, <c>strategy</c> or <c>dataset</c>.</param>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RunRow> rows, string by) =>
        [.. rows.GroupBy(r => by switch { "backbone" => r.Backbone, "strategy" => r.Strategy, _ => $"{r.Dataset} v{r.DatasetNumber}" }).Select(Make).OrderByDescending(g => g.Mean ?? -1)];

    /// <summary><c>72.1 % ± 1.3 points over 4 runs</c>.</summary>
    public string Sentence
    {
        get
        {
            var measured = Rows.Count(r => r.BestValAccuracy is not null);
            if (Mean is null) return $"{Format.Count(Rows.Count, "run")}, {Format.NotMeasured}";
            var spread = StandardDeviation is { } sd ? " ± " + Format.Points(sd).TrimStart('+', '±') : "";
            return $"{Format.Percent(Mean)}{spread} over {Format.Count(measured, "run")}";
        }
    }

    private static RunGroup Make(IGrouping<string, RunRow> group)
    {
        var values = group.Where(r => r.BestValAccuracy is not null).Select(r => r.BestValAccuracy!.Value).ToList();
        double? mean = values.Count == 0 ? null : values.Average();
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (values.Count - 1));
        return new(group.Key, [.. group], mean, deviation);
    }
}
