using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Discussion;

/// <summary>Starts a patched run as any run. Its key is the comment's id, so that there is one however often it is asked for; a dashboard that ends before the
/// acceptance is written finds the run by that key.</summary>
internal sealed class AcceptPatchHandler(IMediator mediator, IPatchStore patches, IRunStore runs, CurrentCaller caller)
    : IRequestHandler<AcceptPatch, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(AcceptPatch request, CancellationToken cancellationToken)
    {
        var found = await patches.FindAsync(request.Comment, cancellationToken);
        if (found.Value is not { } patch)
            return Outcome<RunId>.Refused(found.Reason!);
        if (await runs.FindAsync(patch.Run, cancellationToken) is not { } run)
            return Outcome<RunId>.Refused(ObjectWords.Missing(patch.Run));
        if (run.SpecFault is { } fault)
            return Outcome<RunId>.Refused(fault);
        var spec = ConfigPatch.Apply(run.Spec, patch.Patch);
        if (spec.Value is not { } patched)
            return Outcome<RunId>.Refused(spec.Reason!);
        var started = await mediator.Send(new StartRun(patched, run.Dataset, Parent: patch.Run, IdempotencyKey: request.Comment.Value), cancellationToken);
        if (started.IsDone)
            await patches.AcceptedAsync(request.Comment, started.Value, caller.Value, CancellationToken.None);
        return started;
    }
}
