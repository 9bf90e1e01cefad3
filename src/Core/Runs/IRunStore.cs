using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run to be stored as Queued.</summary>
/// <param name="Name">Null for a name made from backbone and strategy.</param>
/// <param name="IdempotencyKey">The same key twice gives the same run.</param>
public sealed record NewRun(
    TrainingSpec Spec, DatasetVersionId Dataset, string? Name = null, RunId? Parent = null, IReadOnlyList<string>? Tags = null, Guid? IdempotencyKey = null);

/// <param name="IsNew">False where the idempotency key was known: nothing was stored, and nothing must be scheduled.</param>
public sealed record CreatedRun(RunId Run, int Number, bool IsNew);

/// <summary>What a scheduler, a node list or a warm predictor needs to know of a run.</summary>
/// <param name="BestModel">SHA-256 of best.keras, or null while there is none.</param>
/// <param name="EngineVersion">Of the child that trained it, or null before it started.</param>
public sealed record StoredRun(
    RunId Run, int Number, string Name, RunStatus Status, TrainingSpec Spec, string SpecJson, DatasetVersionId Dataset, RunId? Parent, int Attempts, int TotalEpochs, int EpochsDone,
    int? BestEpoch, string? BestModel, string? LastModel, string? PreprocessingJson, string? EvaluationJson, string? HistoryJson,
    IReadOnlyList<string> ClassNames, string? EngineVersion, DateTimeOffset CreatedAt)
{
    /// <summary>Metrics at the best epoch, or their means over the folds; empty while there is none.</summary>
    public MetricValues Metrics { get; init; } = MetricValues.None;

    /// <summary>Why <see cref="Spec"/> is not all that <see cref="SpecJson"/> says; null where it is. The child that trains judges the JSON itself.</summary>
    public Refusal? SpecFault { get; init; }
}

/// <summary>A run that waits for a worker, in the order in which they are taken.</summary>
public sealed record WaitingRun(ProjectId Project, RunId Run, int Number, string Name, RunStatus Status, string? StatusDetail, DateTimeOffset Since);

/// <summary>Storing, stopping and finding runs: what the job wing needs besides <see cref="IRunLedger"/>. What a caller changes leaves its line in the activity log, in the same transaction. Each change is published on <see cref="IRunFeed"/> after its commit.</summary>
public interface IRunStore
{
    /// <summary>Stores a run with the next number, in its dataset's project. Refused where the dataset version is unknown.</summary>
    Task<Outcome<CreatedRun>> CreateAsync(NewRun run, Caller by, CancellationToken cancellationToken);

    /// <summary>Asks a run to stop. A queued or interrupted one is cancelled at once.</summary>
    /// <returns>The status after it: Cancelled (nothing to signal) or Stopping (its worker must end the child). Refused where it has ended or is unknown.</returns>
    Task<Outcome<RunStatus>> RequestStopAsync(RunId run, Caller by, CancellationToken cancellationToken);

    /// <summary>Queues a failed, cancelled or interrupted run again; it resumes from its last checkpoint. Refused where it is active, queued, complete or diverged (the same numbers would diverge again).</summary>
    Task<Outcome> RequeueAsync(RunId run, Caller by, CancellationToken cancellationToken);

    /// <summary>Queued and interrupted runs, first come first served.</summary>
    Task<IReadOnlyList<WaitingRun>> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>Adds lines to the run's log. Not fenced: a late line of a lost worker is still true.</summary>
    /// <param name="kind">Such as <c>stderr</c> or <c>note</c>.</param>
    Task AppendLogAsync(RunId run, string kind, IReadOnlyList<string> lines, CancellationToken cancellationToken);

    Task<StoredRun?> FindAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>Measured speeds of backbones on this machine, kept between starts.</summary>
public interface IBackboneSpeedStore
{
    Task<IReadOnlyList<BackboneSpeed>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the measurement of that backbone and size.</summary>
    Task StoreAsync(BackboneSpeed speed, CancellationToken cancellationToken);
}
