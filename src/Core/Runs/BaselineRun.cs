using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run of a baseline.</summary>
/// <param name="Metric">That it is judged by.</param>
/// <param name="Value">Of <paramref name="Metric"/>; null while it is not measured.</param>
public sealed record BaselineRun(RunId Id, int Number, string Backbone, RunStatus Status, MetricSpec Metric, double? Value)
{
    /// <summary>Whether it ended without a model, so that another may be trained.</summary>
    public bool IsLost => Status.IsFinished() && !Status.IsSuccess() && Value is null;
}
