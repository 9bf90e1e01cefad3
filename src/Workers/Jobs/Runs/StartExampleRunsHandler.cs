using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Imports;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Imports the sample where it is missing, waits for it, and starts the three runs.</summary>
internal sealed class StartExampleRunsHandler(IMediator mediator, IDatasetStore datasets, ImportWaiter waiter)
    : IRequestHandler<StartExampleRuns, Outcome<IReadOnlyList<RunId>>>
{
    // A double click starts them once.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public async Task<Outcome<IReadOnlyList<RunId>>> Handle(StartExampleRuns request, CancellationToken cancellationToken)
    {
        if (!await OneAtATime.WaitAsync(0, cancellationToken))
            return Outcome<IReadOnlyList<RunId>>.Refused(new Refusal(RefusalKind.Conflict, "jobs.examples.starting"));
        try
        {
            return await StartAsync(request.Project, cancellationToken);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<Outcome<IReadOnlyList<RunId>>> StartAsync(ProjectId project, CancellationToken cancellationToken)
    {
        if (await datasets.FindByNameAsync(ExampleRuns.Sample, null, cancellationToken) is null)
        {
            var import = await mediator.Send(
                new StartImport(ExampleRuns.Sample, new SampleSource(ExampleRuns.Sample)) { Project = project },
                cancellationToken
            );
            if (!import.IsDone)
                return Outcome<IReadOnlyList<RunId>>.Refused(import.Reason!);
            await waiter.WaitAsync(import.Value, cancellationToken);
        }
        if (await datasets.FindByNameAsync(ExampleRuns.Sample, null, cancellationToken) is not { } dataset)
            return Outcome<IReadOnlyList<RunId>>.Refused(new Refusal("jobs.examples.sample", ("sample", ExampleRuns.Sample)));
        var started = new List<RunId>();
        foreach (var (name, spec) in ExampleRuns.All)
        {
            var run = await mediator.Send(new StartRun(spec, dataset.Version, name, Tags: [ExampleRuns.Tag]), cancellationToken);
            if (!run.IsDone)
                return Outcome<IReadOnlyList<RunId>>.Refused(run.Reason!);
            started.Add(run.Value);
        }
        return new Outcome<IReadOnlyList<RunId>> { Value = started };
    }
}
