using MlOpsDashboard.Core.Metrics;

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
    public string Css =>
        IsPrimary ? "primary"
        : Metric is null ? Key
        : "metric";
}
