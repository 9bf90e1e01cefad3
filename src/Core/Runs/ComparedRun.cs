using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run as comparisons see it.</summary>
/// <param name="Primary">The metric that it is judged by.</param>
/// <param name="Value">Of <paramref name="Primary"/>; null where it was not measured.</param>
/// <param name="Evaluation">Null where it was not evaluated or is not needed.</param>
public sealed record ComparedRun(
    int Number,
    TrainingSpec Spec,
    string Backbone,
    string Strategy,
    MetricSpec Primary,
    double? Value,
    StoredEvaluation? Evaluation
)
{
    /// <summary>What it was trained and judged on; null where that is not asked.</summary>
    public DatasetVersionId? Data { get; init; }
}
