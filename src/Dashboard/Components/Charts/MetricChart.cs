namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>The chart of a metric.</summary>
/// <param name="Metric">Its training name: <c>loss</c>; the curve of <c>val_loss</c> is in the same chart.</param>
public sealed record MetricChart(string Metric, ChartOptions Options);
