using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

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
            Plain("status", true) with
            {
                Rises = true,
            },
            Plain("backbone", true) with
            {
                Rises = true,
            },
            Plain("strategy", true) with
            {
                Rises = true,
            },
            Plain("dataset", true, isDefault: false) with
            {
                Rises = true,
            },
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
            : Of(Spec(primary), Texts["BestOf", MetricWords.Plain(MetricNames.Training(primary))], true) with
            {
                IsPrimary = true,
            };
        return
        [
            best,
            Epochs,
            .. names.Select(n =>
                Of(Spec(n), MetricNames.IsValidation(n) ? Texts["Validation", MetricWords.Plain(MetricNames.Training(n))] : MetricWords.Title(n), false)
            ),
            .. Others,
        ];
    }

    /// <summary>The columns that a URL names (<c>val_accuracy,status</c>), or the default ones.</summary>
    public static IReadOnlyList<RunColumn> Parse(string? keys, IReadOnlyList<RunColumn> all) =>
        string.IsNullOrEmpty(keys)
            ? [.. all.Where(c => c.Default)]
            : [.. all.Where(c => keys.Split(',').Contains(c.Key) || (c.IsPrimary && keys.Split(',').Contains(Best)))];

    /// <summary>For the URL; null for the default.</summary>
    public static string? Write(IEnumerable<RunColumn> columns, IReadOnlyList<RunColumn> all)
    {
        var keys = string.Join(',', all.Where(columns.Contains).Select(c => c.Key));
        return keys == string.Join(',', all.Where(c => c.Default).Select(c => c.Key)) ? null
            : keys.Length == 0 ? "none"
            : keys;
    }

    private static RunColumn Plain(string key, bool sortable, bool isNumber = false, bool isDefault = true) =>
        new(key, Texts[$"Column.{key}"], sortable, isNumber, isDefault);

    private static RunColumn Of(MetricSpec metric, string title, bool isDefault) =>
        new(metric.Name, title, true, IsNumber: true, Default: isDefault) { Metric = metric, Rises = metric.Better == Direction.Smaller };
}
