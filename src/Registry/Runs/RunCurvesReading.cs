using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Curves of one or several runs in three queries.</summary>
internal static class RunCurvesReading
{
    /// <summary>The run that another goes on from, and how many of its epochs; null where it began anew.</summary>
    public static async Task<(RunId Run, int Epochs)?> OriginAsync(RegistryContext context, RunId run, CancellationToken cancellationToken) =>
        await context
            .Runs.Where(r => r.Id == run && r.ParentRunId != null && r.BranchedAfter != null)
            .Select(r => new { Parent = r.ParentRunId!.Value, Epochs = r.BranchedAfter!.Value })
            .SingleOrDefaultAsync(cancellationToken)
            is { } found
            ? (found.Parent, found.Epochs)
            : null;

    /// <remarks>A branch's curves begin with its parent's epochs.</remarks>
    public static async Task<IReadOnlyList<RunCurves>> ReadAsync(RegistryContext context, IReadOnlyList<RunId> ids, CancellationToken cancellationToken)
    {
        var runs = await (
            from r in context.Runs
            where ids.Contains(r.Id)
            join f in context.RunFacts on r.Id equals f.RunId
            select new
            {
                r.Id,
                r.Number,
                r.Name,
                r.BestEpoch,
                r.Measures,
                r.SpecJson,
                r.ParentRunId,
                r.BranchedAfter,
                f.StartedJson,
                f.ProgressJson,
            }
        ).ToDictionaryAsync(r => r.Id, cancellationToken);
        var epochs = (
            await context.Epochs.Where(e => ids.Contains(e.RunId)).OrderBy(e => e.RunId).ThenBy(e => e.Epoch).ToListAsync(cancellationToken)
        ).ToLookup(e => e.RunId);
        var inherited = new Dictionary<RunId, IReadOnlyList<RunEpoch>>();
        foreach (var run in runs.Values)
            if (run is { ParentRunId: { } parent, BranchedAfter: { } after })
                inherited[run.Id] = await InheritedAsync(context, parent, after, cancellationToken);
        return
        [
            .. ids.Where(runs.ContainsKey)
                .Select(id =>
                {
                    var run = runs[id];
                    var first = inherited.GetValueOrDefault(id) ?? [];
                    var own = first.Concat(epochs[id]).ToList();
                    double elapsed = 0;
                    return new RunCurves(
                        id,
                        run.Number,
                        run.Name,
                        [.. own.Select(e => e.Epoch)],
                        Metrics(run.Measures, own),
                        [.. own.Select(e => e.LearningRate)],
                        [.. own.Select(e => e.Seconds)],
                        [.. own.Select(e => e.Stage)],
                        [.. own.Select(e => elapsed += e.Seconds)],
                        run.BestEpoch,
                        RateDrops(own),
                        StepsPerEpoch(run.SpecJson, run.StartedJson, run.ProgressJson)
                    )
                    {
                        Measures = run.Measures,
                        Inherited = first.Count,
                    };
                }),
        ];
    }

    // The run's own before that epoch, and before those what it went on from itself.
    private static async Task<IReadOnlyList<RunEpoch>> InheritedAsync(RegistryContext context, RunId run, int epochs, CancellationToken cancellationToken)
    {
        var found = await context.Epochs.Where(e => e.RunId == run && e.Epoch < epochs).OrderBy(e => e.Epoch).ToListAsync(cancellationToken);
        return await OriginAsync(context, run, cancellationToken) is { } origin
            ? [.. await InheritedAsync(context, origin.Run, Math.Min(origin.Epochs, epochs), cancellationToken), .. found.Where(e => e.Epoch >= origin.Epochs)]
            : found;
    }

    private static List<MetricCurve> Metrics(MetricSet measures, List<RunEpoch> epochs)
    {
        var measured = epochs.SelectMany(e => e.Metrics.Names).Distinct().ToHashSet();
        return
        [
            .. measures
                .Names.Where(measured.Contains)
                .Concat(measured.Except(measures.Names))
                .Select(name => new MetricCurve(name, [.. epochs.Select(e => e.Metrics[name])])),
        ];
    }

    private static List<int> RateDrops(List<RunEpoch> epochs) =>
        [.. epochs.Zip(epochs.Skip(1)).Where(p => p.First.Stage == p.Second.Stage && p.Second.LearningRate < p.First.LearningRate).Select(p => p.Second.Epoch)];

    private static int StepsPerEpoch(string specJson, string? startedJson, string? progressJson)
    {
        if (progressJson is not null && RunEventJson.TryRead(progressJson) is ProgressEvent { Steps: > 0 } progress)
            return progress.Steps;
        if (startedJson is null || RunEventJson.TryRead(startedJson) is not StartedEvent started)
            return 0;
        var batch = RunReading.Spec(specJson, new Refusal("words.run.any")).Spec.Data.BatchSize;
        return (started.Samples + batch - 1) / batch;
    }
}
