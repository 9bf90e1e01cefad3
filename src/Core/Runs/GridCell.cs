using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Metric">Whose mean it is: runs that are judged by different metrics stand in different cells.</param>
/// <param name="StandardDeviation">Null for a single run.</param>
public sealed record GridCell(string Backbone, string Strategy, MetricSpec Metric, int Runs, double? Mean, double? StandardDeviation);
