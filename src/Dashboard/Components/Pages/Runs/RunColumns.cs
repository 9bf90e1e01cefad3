using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>A column of the runs table that can be shown or hidden.</summary>
/// <param name="Key">In the URL, and the sort key where it can be sorted.</param>
public sealed record RunColumn(string Key, string Title, bool Sortable, bool IsNumber = false, bool Default = true)
{
    /// <summary>A metric whose values the column shows; null for another column.</summary>
    public MetricSpec? Metric { get; init; }

    /// <summary>Whether it shows what each run is judged by.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>Whether the first press sorts from the smallest value on.</summary>
    public bool Rises { get; init; }

    /// <summary>The end of its CSS class.</summary>
    public string Css => IsPrimary ? "primary" : Metric is null ? Key : "metric";
}

/// <summary>All columns after the run's name, in order.</summary>
public static class RunColumns
{
    private static readonly TextResource Texts = new(typeof(RunsTexts));

    /// <summary>The key of the column of what runs are judged by, where that is not one metric.</summary>
    public const string Best = "best";

    private static RunColumn Epochs => Plain("spark", false);

    private static RunColumn[] Others =>
    [
        Plain("epoch", false, isNumber: true, isDefault: false),
        Plain("status", true) with { Rises = true },
        Plain("backbone", true) with { Rises = true },
        Plain("strategy", true) with { Rises = true },
        Plain("dataset", true, isDefault: false) with { Rises = true },
        Plain("duration", true, isNumber: true),
        Plain("rate", false, isNumber: true, isDefault: false),
        Plain("created", true),
        Plain("tags", false),
        Plain("notes", false, isDefault: false),
    ];

    /// <summary>The columns of some rows: what they are judged by, then every metric by its name.</summary>
    /// <param name="rows">Those that are shown.</param>
    /// <param name="metrics">Names of all metrics of all runs.</param>
    public static IReadOnlyList<RunColumn> For(IReadOnlyList<RunRow> rows, IReadOnlyList<string> metrics)
    {
        var sets = rows.Select(r => r.Measures).Distinct().DefaultIfEmpty(MetricSet.OfOlderRuns).ToList();
        var primary = sets.Select(s => s.Primary).Distinct().ToList() is [var one] ? one : null;
        MetricSpec Spec(string name) => (sets.Find(s => s.Names.Contains(name)) ?? sets[0])[name];
        var names = sets.SelectMany(s => s.Monitors).Concat(metrics).Distinct().Where(n => n != primary).OrderBy(n => !MetricNames.IsValidation(n));
        var best = primary is null
            ? new RunColumn(Best, Texts["Best"], false, IsNumber: true) { IsPrimary = true }
            : Of(Spec(primary), Texts["BestOf", MetricNames.Training(primary)], true) with { IsPrimary = true };
        return [best, Epochs, .. names.Select(n => Of(Spec(n), MetricNames.IsValidation(n) ? Texts["Validation", MetricNames.Training(n)] : MetricWords.Title(n), false)), .. Others];
    }

    /// <summary>The columns that a URL names (<c>val_accuracy,status</c>), or the default ones.</summary>
    public static IReadOnlyList<RunColumn> Parse(string? keys, IReadOnlyList<RunColumn> all) =>
        string.IsNullOrEmpty(keys) ? [.. all.Where(c => c.Default)] : [.. all.Where(c => keys.Split(',').Contains(c.Key) || (c.IsPrimary && keys.Split(',').Contains(Best)))];

    /// <summary>For the URL; null for the default.</summary>
    public static string? Write(IEnumerable<RunColumn> columns, IReadOnlyList<RunColumn> all)
    {
        var keys = string.Join(',', all.Where(columns.Contains).Select(c => c.Key));
        return keys == string.Join(',', all.Where(c => c.Default).Select(c => c.Key)) ? null : keys.Length == 0 ? "none" : keys;
    }

    private static RunColumn Plain(string key, bool sortable, bool isNumber = false, bool isDefault = true) => new(key, Texts[$"Column.{key}"], sortable, isNumber, isDefault);

    private static RunColumn Of(MetricSpec metric, string title, bool isDefault) => new(metric.Name, title, true, IsNumber: true, Default: isDefault) { Metric = metric, Rises = metric.Better == Direction.Smaller };
}

/// <summary>Runs that share a backbone, strategy or dataset.</summary>
/// <param name="Metric">What they are judged by; null where they are judged by different metrics.</param>
/// <param name="Mean">Of its best values of those measured, or null.</param>
/// <param name="StandardDeviation">Of the sample (n - 1); null below two.</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRow> Rows, MetricSpec? Metric, double? Mean, double? StandardDeviation)
{
    private static readonly TextResource Texts = new(typeof(RunsTexts));

    /// <param name="by"><c>backbone</c>, <c>strategy</c> or <c>dataset</c>.</param>
    /// <returns>The best first, where they are judged alike.</returns>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RunRow> rows, string by) =>
    [
        .. rows.GroupBy(r => by switch { "backbone" => r.Backbone, "strategy" => r.Strategy, _ => $"{r.Dataset} v{r.DatasetNumber}" }).Select(Make)
            .OrderBy(g => g.Metric?.Name, StringComparer.Ordinal).ThenBy(g => g.Metric is { } metric ? MetricLook.Rank(metric, g.Mean) : 0),
    ];

    /// <summary><c>72.1 % ± 1.3 points over 4 runs</c>.</summary>
    public string Sentence
    {
        get
        {
            if (Metric is null) return Texts["GroupOfMetrics", Rows.Count];
            var measured = Rows.Count(r => r.PrimaryValue is not null);
            if (Mean is null) return Texts["GroupUnmeasured", Rows.Count, Format.NotMeasured];
            var spread = StandardDeviation is { } sd ? " ± " + Format.MetricDelta(sd, Metric.Unit).TrimStart('+', '±') : "";
            var versions = Rows.Where(r => r.PrimaryValue is not null).Select(r => r.DatasetVersion).Distinct().Count();
            var words = Texts["GroupMean", $"{(MetricWords.SpeaksForItself(Metric) ? "" : Metric.Name + " ")}{Format.Metric(Mean, Metric.Unit)}{spread}", measured];
            return versions > 1 ? Texts["GroupVersions", words, versions] : words;
        }
    }

    private static RunGroup Make(IGrouping<string, RunRow> group)
    {
        if (group.Select(r => r.Measures.Primary).Distinct().Count() > 1) return new(group.Key, [.. group], null, null, null);
        var values = group.Select(r => r.PrimaryValue).OfType<double>().ToList();
        double? mean = values.Count == 0 ? null : values.Average();
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (values.Count - 1));
        return new(group.Key, [.. group], group.First().Measures.PrimarySpec, mean, deviation);
    }
}
