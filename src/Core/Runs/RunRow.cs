using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <param name="BestEpoch">Counts from 0.</param>
/// <param name="Metrics">At the best epoch, or their means over the folds of a cross-validated run that has ended; empty while there is none.</param>
/// <param name="Spark">The primary metric (or val_loss) of each epoch, at most 60 points, for the spark line.</param>
/// <param name="Attention">A sentence where the run wants a look: warning, failure.</param>
public sealed record RunRow(
    RunId Id,
    int Number,
    string Name,
    RunStatus Status,
    string? StatusDetail,
    string Backbone,
    string Strategy,
    string Dataset,
    DatasetVersionId DatasetVersion,
    int DatasetNumber,
    int EpochsDone,
    int TotalEpochs,
    int? BestEpoch,
    MetricValues Metrics,
    double? SecondsLeft,
    double? ImagesPerSecond,
    IReadOnlyList<double?> Spark,
    IReadOnlyList<string> Tags,
    string Notes,
    bool IsArchived,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Attention
)
{
    /// <summary>What the run measures, and the metric it is judged by.</summary>
    public MetricSet Measures { get; init; } = MetricSet.OfOlderRuns;

    /// <summary>Of the primary metric; null where it was not measured.</summary>
    public double? PrimaryValue => Metrics[Measures.Primary];

    /// <summary>Pictures of validation that its best epoch was judged on; null while it was not.</summary>
    public int? JudgedPictures { get; init; }

    /// <summary>What its dataset's examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;

    /// <summary>Whether it was judged on so few that chance alone moves its numbers.</summary>
    public bool IsJudgedOnFew => JudgedPictures < RunWords.FewPictures;

    /// <summary>Mean and deviation over the folds of a cross-validated run that has ended; null for one split.</summary>
    public CrossValidationReport? Folds { get; init; }

    /// <summary>Seconds at work so far, without pauses; null before it began.</summary>
    public double? Seconds { get; init; }
}
