using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>Why one version is better or worse than another, as far as it is known.</summary>
/// <param name="Metric">By which the version after is judged, on the validation examples.</param>
/// <param name="ChangesData">Whether a step changes what is validated on: there the numbers of two steps are of different examples.</param>
public sealed record ExplanationView(
    ExplanationId Id,
    string Model,
    int Before,
    int After,
    MetricSpec Metric,
    IReadOnlyList<ExplainedStep> Steps,
    bool ChangesData,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StoppedAt
)
{
    private IEnumerable<ExplainedRun> Runs => Steps.SelectMany(step => step.Runs);

    public int Done => Runs.Count(run => run.HasEnded);

    public int All => Runs.Count();

    /// <summary>Whether a run has failed, was stopped or was never started: it can be started (again).</summary>
    public bool CanContinue => Runs.Any(run => run.IsLost);

    public bool CanStop => Runs.Any(run => run is { Run: not null, HasEnded: false });
}
