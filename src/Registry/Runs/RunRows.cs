using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Rows of lists: one query for the runs, one each for their metrics, spark lines, warnings, folds, evaluations and inputs, however many rows there are.</summary>
internal static class RunRows
{
    private const int SparkPoints = 60;

    /// <param name="runs">Filtered, sorted and cut to the page.</param>
    public static async Task<IReadOnlyList<RunRow>> ReadAsync(
        RegistryContext context,
        IQueryable<RunJoin> runs,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var columns = await RunColumns.Of(runs).ToListAsync(cancellationToken);
        if (columns.Count == 0)
            return [];
        var ids = columns.Select(c => c.Id).ToList();
        var sparks = (
            await context
                .Epochs.Where(e => ids.Contains(e.RunId))
                .OrderBy(e => e.RunId)
                .ThenBy(e => e.Epoch)
                .Select(e => new { e.RunId, e.PrimaryValue })
                .ToListAsync(cancellationToken)
        ).ToLookup(e => e.RunId, e => e.PrimaryValue);
        var metrics = await RunMetrics.ReadAsync(context, ids, cancellationToken);
        var warnings = (
            await context
                .Warnings.Where(w => ids.Contains(w.RunId))
                .OrderByDescending(w => w.Time)
                .Select(w => new
                {
                    w.RunId,
                    w.Sentence,
                    w.Said,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(w => w.RunId, w => StoredSentence.Read(w.Sentence, w.Said));
        var folds = (
            await context
                .Documents.Where(d => ids.Contains(d.RunId) && d.Name == RunDocument.CrossValidation)
                .Select(d => new { d.RunId, d.Json })
                .ToListAsync(cancellationToken)
        ).ToDictionary(d => d.RunId, d => CrossValidationReport.TryRead(d.Json));
        var judged = await context
            .RunFacts.Where(f => ids.Contains(f.RunId))
            .Select(f => new { f.RunId, f.EvaluatedPictures })
            .ToDictionaryAsync(f => f.RunId, f => f.EvaluatedPictures, cancellationToken);
        var versions = columns.Select(c => c.DatasetVersion).Distinct().ToList();
        var inputs = await context
            .DatasetFacts.Where(f => versions.Contains(f.VersionId) && f.Input != InputCards.Pictures)
            .Select(f => new { f.VersionId, f.Input })
            .ToDictionaryAsync(f => f.VersionId, f => f.Input, cancellationToken);
        var silent = await SilentAsync(context, [.. columns.Where(c => c.Status == RunStatus.Running).Select(c => c.Id)], now, cancellationToken);
        return
        [
            .. columns.Select(c =>
            {
                c = c with { StatusDetail = StoredSentence.Read(c.StatusDetail, c.StatusSaid) };
                if (silent.Contains(c.Id))
                    c = c with { SecondsLeft = null, ImagesPerSecond = null };
                return new RunRow(
                    c.Id,
                    c.Number,
                    c.Name,
                    c.Status,
                    c.StatusDetail,
                    c.Backbone,
                    c.Strategy,
                    c.Dataset,
                    c.DatasetVersion,
                    c.DatasetNumber,
                    c.EpochsDone,
                    c.TotalEpochs,
                    c.BestEpoch,
                    metrics.GetValueOrDefault(c.Id) ?? MetricValues.None,
                    c.SecondsLeft,
                    c.ImagesPerSecond,
                    Thin([.. sparks[c.Id]]),
                    c.Tags,
                    c.Notes,
                    c.IsArchived,
                    c.CreatedAt,
                    c.StartedAt,
                    c.FinishedAt,
                    Attention(c, warnings[c.Id].FirstOrDefault())
                )
                {
                    Measures = c.Measures,
                    JudgedPictures = judged.GetValueOrDefault(c.Id),
                    Folds = folds.GetValueOrDefault(c.Id),
                    Seconds = c.DurationSeconds,
                    Input = inputs.GetValueOrDefault(c.DatasetVersion) ?? InputCards.Pictures,
                };
            }),
        ];
    }

    public static async Task<IReadOnlyList<RunRow>> ReadAsync(
        RegistryContext context,
        IReadOnlyList<RunId> ids,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rows = await ReadAsync(context, RunJoin.Of(context, context.Runs.Where(r => ids.Contains(r.Id))), now, cancellationToken);
        var order = ids.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        return [.. rows.OrderBy(r => order[r.Id])];
    }

    /// <summary>At most 60 values, the first and the last among them.</summary>
    internal static IReadOnlyList<double?> Thin(IReadOnlyList<double?> values) =>
        values.Count <= SparkPoints
            ? values
            : [.. Enumerable.Range(0, SparkPoints).Select(i => values[(int)Math.Round(i * (values.Count - 1) / (SparkPoints - 1.0))])];

    // Those whose last word on how they get on is too old to hold.
    private static async Task<HashSet<RunId>> SilentAsync(
        RegistryContext context,
        IReadOnlyList<RunId> running,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (running.Count == 0)
            return [];
        var said = await context
            .RunFacts.Where(f => running.Contains(f.RunId) && f.ProgressJson != null)
            .Select(f => new { f.RunId, f.ProgressJson })
            .ToListAsync(cancellationToken);
        return [.. said.Where(f => RunEventJson.TryRead(f.ProgressJson!) is { } progress && RunSilence.Is(progress.Time, now)).Select(f => f.RunId)];
    }

    private static string? Attention(RunColumns run, string? warning) =>
        run.Status is RunStatus.Failed or RunStatus.Diverged or RunStatus.Interrupted ? run.StatusDetail ?? RunWords.Sentence(run.Status) : warning;
}
