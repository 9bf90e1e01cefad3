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
                f.StartedJson,
                f.ProgressJson,
            }
        ).ToDictionaryAsync(r => r.Id, cancellationToken);
        var epochs = (
            await context.Epochs.Where(e => ids.Contains(e.RunId)).OrderBy(e => e.RunId).ThenBy(e => e.Epoch).ToListAsync(cancellationToken)
        ).ToLookup(e => e.RunId);
        return
        [
            .. ids.Where(runs.ContainsKey)
                .Select(id =>
                {
                    var run = runs[id];
                    var own = epochs[id].ToList();
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
                    };
                }),
        ];
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
