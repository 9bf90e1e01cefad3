using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run to be stored as Queued.</summary>
/// <param name="Name">Null for a name made from backbone and strategy.</param>
/// <param name="IdempotencyKey">The same key twice gives the same run.</param>
public sealed record NewRun(
    TrainingSpec Spec,
    DatasetVersionId Dataset,
    string? Name = null,
    RunId? Parent = null,
    IReadOnlyList<string>? Tags = null,
    Guid? IdempotencyKey = null
)
{
    /// <summary>How many of the parent's epochs it goes on from; null begins anew.</summary>
    public int? BranchAfter { get; init; }
}
