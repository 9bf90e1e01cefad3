using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Starts a baseline as any run, once.</summary>
internal sealed class StartBaselineHandler(IMediator mediator, IDatasetStore datasets) : IRequestHandler<StartBaseline, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(StartBaseline request, CancellationToken cancellationToken)
    {
        if (await datasets.GetVersionAsync(request.Dataset, cancellationToken) is not { } dataset)
            return Outcome<RunId>.Refused(new Refusal(RefusalKind.NotFound, "jobs.dataset.missing"));
        if (Baselines.Of(request.Spec, dataset.Pictures, dataset.Parts) is not { } baseline)
            return Outcome<RunId>.Refused(new Refusal("jobs.baseline.none", ("backbone", RunWords.Backbone(request.Spec))));
        var known = await mediator.Send(new FindBaseline(request.Spec, request.Dataset), cancellationToken);
        if (known is { IsLost: false })
            return known.Id;
        return await mediator.Send(
            new StartRun(baseline, request.Dataset, Tags: request.Tags, IdempotencyKey: Baselines.Key(request.Dataset, baseline, known?.Id)),
            cancellationToken
        );
    }
}
