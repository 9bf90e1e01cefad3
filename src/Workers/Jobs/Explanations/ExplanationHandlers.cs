using System.Security.Cryptography;
using System.Text;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Explanations;

/// <summary>Starts an explanation's runs as any run, each under a key of its own: however often it is asked for, and whatever ends in between, there is one run
/// for each step and seed.</summary>
internal sealed class ExplanationHandlers(IMediator mediator, IExplanationStore explanations, CurrentCaller caller)
    : IRequestHandler<StartExplanation, Outcome<ExplanationId>>,
        IRequestHandler<ContinueExplanation, Outcome>,
        IRequestHandler<StopExplanation, Outcome>
{
    public async Task<Outcome<ExplanationId>> Handle(StartExplanation request, CancellationToken cancellationToken)
    {
        var created = await explanations.CreateAsync(request, caller.Value, cancellationToken);
        if (created.Reason is { } refusal)
            return Outcome<ExplanationId>.Refused(refusal);
        var started = await StartMissingAsync((await explanations.FindAsync(request.Id, cancellationToken))!, cancellationToken);
        return started.Reason is { } cannot ? Outcome<ExplanationId>.Refused(cannot) : request.Id;
    }

    public async Task<Outcome> Handle(ContinueExplanation request, CancellationToken cancellationToken)
    {
        if (await explanations.FindAsync(request.Id, cancellationToken) is not { } found)
            return Outcome.Refused(ObjectWords.Missing(request.Id));
        var started = await StartMissingAsync(found, cancellationToken);
        if (started.IsDone)
            await explanations.MarkStoppedAsync(request.Id, isStopped: false, caller.Value, CancellationToken.None);
        return started;
    }

    public async Task<Outcome> Handle(StopExplanation request, CancellationToken cancellationToken)
    {
        if (await explanations.FindAsync(request.Id, cancellationToken) is not { } found)
            return Outcome.Refused(ObjectWords.Missing(request.Id));
        // The last first: none begins while the others are stopped.
        foreach (var (_, run) in found.Runs.Where(run => !run.Value.HasEnded).OrderByDescending(run => run.Value.Number))
            await mediator.Send(new StopRun(run.Run!.Value), cancellationToken);
        await explanations.MarkStoppedAsync(request.Id, isStopped: true, caller.Value, CancellationToken.None);
        return Outcome.Done;
    }

    private async Task<Outcome> StartMissingAsync(StoredExplanation explanation, CancellationToken cancellationToken)
    {
        foreach (var (i, step) in explanation.Steps.Index())
        foreach (var seed in explanation.Seeds)
        {
            var there = explanation.Runs.GetValueOrDefault((i, seed));
            if (there is { IsLost: false })
                continue;
            var started = await mediator.Send(
                new StartRun(
                    step.Spec with
                    {
                        Seed = seed,
                    },
                    step.Data,
                    Name(explanation, i, seed),
                    Tags: ["explanation"],
                    IdempotencyKey: KeyOf(explanation.Id, i, seed, there?.Run)
                ),
                cancellationToken
            );
            if (!started.IsDone)
                return Outcome.Refused(started.Reason!);
            await explanations.PlaceAsync(explanation.Id, i, seed, started.Value, CancellationToken.None);
        }
        return Outcome.Done;
    }

    private static string Name(StoredExplanation explanation, int step, int seed) =>
        PlainText.Line(
            step == 0
                ? $"{explanation.Model} v{explanation.Before}, seed {seed}"
                : $"{explanation.Model} v{explanation.Before} to v{explanation.After}: {string.Join(", ", explanation.Steps[step].Settings.Select(s => s.Name))}, seed {seed}",
            150
        );

    // Another one for a run in place of one that is lost.
    private static Guid KeyOf(ExplanationId id, int step, int seed, RunId? lost) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}/{step}/{seed}/{lost}")).AsSpan(0, 16));
}
