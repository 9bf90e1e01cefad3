using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>A run with what lists show of its dataset.</summary>
internal sealed class RunJoin
{
    public required Run Run { get; init; }
    public required DatasetVersion Version { get; init; }
    public required Dataset Dataset { get; init; }

    public static IQueryable<RunJoin> Of(RegistryContext context, IQueryable<Run> runs) =>
        from run in runs
        join version in context.DatasetVersions on run.DatasetVersionId equals version.Id
        join dataset in context.Datasets on version.DatasetId equals dataset.Id
        select new RunJoin
        {
            Run = run,
            Version = version,
            Dataset = dataset,
        };
}

/// <summary>A run's list columns: everything but the texts that lists do not show.</summary>
internal sealed record RunColumns(
    RunId Id,
    int Number,
    string Name,
    RunStatus Status,
    string? StatusDetail,
    Refusal? StatusSaid,
    string Backbone,
    string Strategy,
    string Dataset,
    DatasetVersionId DatasetVersion,
    int DatasetNumber,
    int EpochsDone,
    int TotalEpochs,
    int? BestEpoch,
    MetricSet Measures,
    double? SecondsLeft,
    double? ImagesPerSecond,
    IReadOnlyList<string> Tags,
    string Notes,
    bool IsArchived,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double? DurationSeconds
)
{
    public static IQueryable<RunColumns> Of(IQueryable<RunJoin> runs) =>
        runs.Select(j => new RunColumns(
            j.Run.Id,
            j.Run.Number,
            j.Run.Name,
            j.Run.Status,
            j.Run.StatusDetail,
            j.Run.StatusSaid,
            j.Run.Backbone,
            j.Run.Strategy,
            j.Dataset.Name,
            j.Version.Id,
            j.Version.Number,
            j.Run.EpochsDone,
            j.Run.TotalEpochs,
            j.Run.BestEpoch,
            j.Run.Measures,
            j.Run.SecondsLeft,
            j.Run.ImagesPerSecond,
            j.Run.Tags,
            j.Run.Notes,
            j.Run.IsArchived,
            j.Run.CreatedAt,
            j.Run.StartedAt,
            j.Run.FinishedAt,
            j.Run.DurationSeconds
        ));
}
