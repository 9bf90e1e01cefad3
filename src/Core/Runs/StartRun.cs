using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Stores a run and schedules it. The same idempotency key twice gives the same run.</summary>
/// <param name="Name">Null for a name made from backbone and strategy.</param>
public sealed record StartRun(
    TrainingSpec Spec,
    DatasetVersionId Dataset,
    string? Name = null,
    RunId? Parent = null,
    IReadOnlyList<string>? Tags = null,
    Guid? IdempotencyKey = null
) : IRequest<Outcome<RunId>>, IGuarded
{
    /// <summary>How many of the parent's epochs it goes on from, with all of its state; null begins anew.</summary>
    public int? BranchAfter { get; init; }

    public Needs Needs =>
        Needs.Contribute(Dataset).Seeing([.. Parent is { } parent ? (ObjectReference[])[parent] : [], .. ObjectReference.BackboneOf(Spec.Backbone)]);
}
