using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a scheduler, a node list or a warm predictor needs to know of a run.</summary>
/// <param name="BestModel">SHA-256 of best.keras, or null while there is none.</param>
/// <param name="EngineVersion">Of the child that trained it, or null before it started.</param>
public sealed record StoredRun(
    RunId Run,
    int Number,
    string Name,
    RunStatus Status,
    TrainingSpec Spec,
    string SpecJson,
    DatasetVersionId Dataset,
    RunId? Parent,
    int Attempts,
    int TotalEpochs,
    int EpochsDone,
    int? BestEpoch,
    string? BestModel,
    string? LastModel,
    string? PreprocessingJson,
    string? EvaluationJson,
    string? HistoryJson,
    IReadOnlyList<string> ClassNames,
    string? EngineVersion,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Metrics at the best epoch, or their means over the folds; empty while there is none.</summary>
    public MetricValues Metrics { get; init; } = MetricValues.None;

    /// <summary>How many of the parent's epochs it goes on from; null where it began anew.</summary>
    public int? BranchedAfter { get; init; }

    /// <summary>Why <see cref="Spec"/> is not all that <see cref="SpecJson"/> says; null where it is. The child that trains judges the JSON itself.</summary>
    public Refusal? SpecFault { get; init; }
}
