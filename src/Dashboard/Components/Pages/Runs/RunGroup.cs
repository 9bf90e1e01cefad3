using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

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
            .. rows.GroupBy(r =>
                    by switch
                    {
                        "backbone" => r.Backbone,
                        "strategy" => r.Strategy,
                        _ => $"{r.Dataset} v{r.DatasetNumber}",
                    }
                )
                .Select(Make)
                .OrderBy(g => g.Metric?.Name, StringComparer.Ordinal)
                .ThenBy(g => g.Metric is { } metric ? MetricLook.Rank(metric, g.Mean) : 0),
        ];

    /// <summary><c>72.1 % ± 1.3 points over 4 runs</c>.</summary>
    public string Sentence
    {
        get
        {
            if (Metric is null)
                return Texts["GroupOfMetrics", Rows.Count];
            var measured = Rows.Count(r => r.PrimaryValue is not null);
            if (Mean is null)
                return Texts["GroupUnmeasured", Rows.Count, Format.NotMeasured];
            var spread = StandardDeviation is { } sd ? " ± " + Format.MetricDelta(sd, Metric.Unit).TrimStart('+', '±') : "";
            var versions = Rows.Where(r => r.PrimaryValue is not null).Select(r => r.DatasetVersion).Distinct().Count();
            var words = Texts[
                "GroupMean",
                $"{(MetricWords.SpeaksForItself(Metric) ? "" : Metric.Name + " ")}{Format.Metric(Mean, Metric.Unit)}{spread}",
                measured
            ];
            return versions > 1 ? Texts["GroupVersions", words, versions] : words;
        }
    }

    private static RunGroup Make(IGrouping<string, RunRow> group)
    {
        if (group.Select(r => r.Measures.Primary).Distinct().Count() > 1)
            return new(group.Key, [.. group], null, null, null);
        var values = group.Select(r => r.PrimaryValue).OfType<double>().ToList();
        double? mean = values.Count == 0 ? null : values.Average();
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (values.Count - 1));
        return new(group.Key, [.. group], group.First().Measures.PrimarySpec, mean, deviation);
    }
}
