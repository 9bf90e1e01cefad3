using System.Linq.Expressions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class ListRunsHandler(RegistryReader reader) : IRequestHandler<ListRuns, RunPageRows>
{
    private const int MostRows = 500;
    private const int MostWords = 10;

    public Task<RunPageRows> Handle(ListRuns request, CancellationToken cancellationToken) => reader.ReadAsync(
        async context =>
        {
            var filter = request.Filter;
            var runs = await FilteredAsync(context, filter, cancellationToken);
            var total = await runs.CountAsync(cancellationToken);
            // Sorted and cut on the narrow table alone; only the page's rows are joined and read.
            var page = await Sorted(context, runs, filter).Skip(Math.Max(0, filter.Skip)).Take(Math.Clamp(filter.Take, 0, MostRows)).Select(r => r.Id).ToListAsync(cancellationToken);
            var rows = await RunRows.ReadAsync(context, page, cancellationToken);
            var tags = await context.Runs.Where(r => r.Tags.Any()).Select(r => r.Tags).Distinct().ToListAsync(cancellationToken);
            var backbones = await context.Runs.Select(r => r.Backbone).Distinct().ToListAsync(cancellationToken);
            return new RunPageRows(total, rows, [.. tags.SelectMany(t => t).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)], [.. backbones.Order(StringComparer.OrdinalIgnoreCase)]);
        },
        cancellationToken);

    private static async Task<IQueryable<Run>> FilteredAsync(RegistryContext context, RunFilter filter, CancellationToken cancellationToken)
    {
        var runs = context.Runs.AsQueryable();
        if (!filter.IncludeArchived) runs = runs.Where(r => !r.IsArchived);
        if (filter.Statuses.Count > 0) runs = runs.Where(r => filter.Statuses.Contains(r.Status));
        if (filter.Backbone is { } backbone) runs = runs.Where(r => r.Backbone == backbone);
        if (filter.Strategy is { } strategy) runs = runs.Where(r => r.Strategy == strategy);
        if (filter.Tag is { } tag) runs = runs.Where(r => r.Tags.Contains(tag));
        var words = (filter.Search ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();
        if (filter.Dataset is null && words.Count == 0) return runs;

        // Datasets are few: their versions are found here once, not for every run.
        var versions = await (from v in context.DatasetVersions join d in context.Datasets on v.DatasetId equals d.Id select new { v.Id, v.DatasetId, Name = EF.Property<string>(d, DatasetConfiguration.NameKey) })
            .ToListAsync(cancellationToken);
        if (filter.Dataset is { } dataset)
        {
            var own = versions.Where(v => v.DatasetId == dataset).Select(v => v.Id).ToList();
            runs = runs.Where(r => own.Contains(r.DatasetVersionId));
        }
        foreach (var word in words)
        {
            var named = versions.Where(v => v.Name.Contains(word, StringComparison.Ordinal)).Select(v => v.Id).ToList();
            runs = runs.Where(r => EF.Property<string>(r, RunConfiguration.SearchText).Contains(word) || named.Contains(r.DatasetVersionId));
        }
        return runs;
    }

    // Rows without a value come last in both directions; among equals the newest first.
    private static IQueryable<Run> Sorted(RegistryContext context, IQueryable<Run> runs, RunFilter filter)
    {
        var sorted = filter.Sort switch
        {
            "name" => By(r => r.Name.ToLower()),
            "status" => By(r => r.Status),
            "backbone" => By(r => r.Backbone),
            "strategy" => By(r => r.Strategy),
            "dataset" => By(r => (from v in context.DatasetVersions
                                  where v.Id == r.DatasetVersionId
                                  join d in context.Datasets on v.DatasetId equals d.Id
                                  select EF.Property<string>(d, DatasetConfiguration.NameKey)).First()),
            "val_accuracy" => Last(r => r.BestValAccuracy == null, r => r.BestValAccuracy),
            "val_loss" => Last(r => r.BestValLoss == null, r => r.BestValLoss),
            "created" => By(r => r.CreatedAt),
            "duration" => Last(r => EF.Property<double?>(r, RunConfiguration.DurationSeconds) == null, r => EF.Property<double?>(r, RunConfiguration.DurationSeconds)),
            _ => By(r => r.Number),
        };
        return filter.Sort == "number" ? sorted : sorted.ThenByDescending(r => r.Number);

        IOrderedQueryable<Run> By<T>(Expression<Func<Run, T>> key) => filter.Descending ? runs.OrderByDescending(key) : runs.OrderBy(key);

        IOrderedQueryable<Run> Last<T>(Expression<Func<Run, bool>> isMissing, Expression<Func<Run, T>> key) =>
            filter.Descending ? runs.OrderBy(isMissing).ThenByDescending(key) : runs.OrderBy(isMissing).ThenBy(key);
    }
}
