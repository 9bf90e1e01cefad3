using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Starts the run that goes on as any branch; stages that were not begun are left out.</summary>
internal sealed class TrainMoreEpochsHandler(IMediator mediator, IRunStore runs) : IRequestHandler<TrainMoreEpochs, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(TrainMoreEpochs request, CancellationToken cancellationToken)
    {
        if (request.Epochs is < 1 or > 10_000)
            return Outcome<RunId>.Refused(new Refusal("branch.more.epochs", ("received", $"{request.Epochs}")));
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run)
            return Outcome<RunId>.Refused(new Refusal(RefusalKind.NotFound, "branch.parent"));
        if (!run.Status.IsFinished())
            return Outcome<RunId>.Refused(
                new Refusal(RefusalKind.Conflict, "branch.more.status", ("run", $"{run.Number}"), ("status", ObjectWords.Of(run.Status)))
            );
        if (run.SpecFault is { } fault)
            return Outcome<RunId>.Refused(fault);
        if (await runs.FindPlaceAsync(request.Run, run.EpochsDone, cancellationToken) is not { Place: var place })
            return Outcome<RunId>.Refused(new Refusal("branch.notDone", ("run", $"{run.Number}"), ("done", run.EpochsDone), ("epoch", run.EpochsDone)));
        var stages = run.Spec.Stages.Take(place.Stage + 1).Select((s, i) => i == place.Stage ? s with { Epochs = place.InStage + request.Epochs } : s);
        return await mediator.Send(
            new StartRun(run.Spec with { Stages = [.. stages] }, run.Dataset, Parent: request.Run, IdempotencyKey: request.IdempotencyKey)
            {
                BranchAfter = place.Epochs,
            },
            cancellationToken
        );
    }
}
