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

    public Task<RunPageRows> Handle(ListRuns request, CancellationToken cancellationToken) => reader.ReadAsync(
        async context =>
        {
            var filter = request.Filter;
            var runs = Filtered(RunJoin.Of(context, context.Runs), filter);
            var total = await runs.CountAsync(cancellationToken);
            var page = Sorted(runs, filter).Skip(Math.Max(0, filter.Skip)).Take(Math.Clamp(filter.Take, 0, MostRows));
            var rows = await RunRows.ReadAsync(context, page, cancellationToken);
            var tags = await context.Runs.Where(r => r.Tags.Any()).Select(r => r.Tags).Distinct().ToListAsync(cancellationToken);
            var backbones = await context.Runs.Select(r => r.Backbone).Distinct().ToListAsync(cancellationToken);
            return new RunPageRows(total, rows, [.. tags.SelectMany(t => t).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)], [.. backbones.Order(StringComparer.OrdinalIgnoreCase)]);
        },
        cancellationToken);

    private static IQueryable<RunJoin> Filtered(IQueryable<RunJoin> runs, RunFilter filter)
    {
        if (!filter.IncludeArchived) runs = runs.Where(j => !j.Run.IsArchived);
        if (filter.Statuses.Count > 0) runs = runs.Where(j => filter.Statuses.Contains(j.Run.Status));
        if (filter.Backbone is { } backbone) runs = runs.Where(j => j.Run.Backbone == backbone);
        if (filter.Strategy is { } strategy) runs = runs.Where(j => j.Run.Strategy == strategy);
        if (filter.Dataset is { } dataset) runs = runs.Where(j => j.Dataset.Id == dataset);
        if (filter.Tag is { } tag) runs = runs.Where(j => j.Run.Tags.Contains(tag));
        foreach (var word in (filter.Search ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10))
            runs = runs.Where(j => EF.Property<string>(j.Run, RunConfiguration.SearchText).Contains(word) || EF.Property<string>(j.Dataset, DatasetConfiguration.NameKey).Contains(word));
        return runs;
    }

    // Rows without a value come last in both directions; among equals the newest first.
    private static IQueryable<RunJoin> Sorted(IQueryable<RunJoin> runs, RunFilter filter)
    {
        var sorted = filter.Sort switch
        {
            "name" => By(j => j.Run.Name.ToLower()),
            "status" => By(j => j.Run.Status),
            "backbone" => By(j => j.Run.Backbone),
            "strategy" => By(j => j.Run.Strategy),
            "dataset" => By(j => EF.Property<string>(j.Dataset, DatasetConfiguration.NameKey)),
            "val_accuracy" => Last(j => j.Run.BestValAccuracy == null, j => j.Run.BestValAccuracy),
            "val_loss" => Last(j => j.Run.BestValLoss == null, j => j.Run.BestValLoss),
            "created" => By(j => j.Run.CreatedAt),
            "duration" => Last(j => EF.Property<double?>(j.Run, RunConfiguration.DurationSeconds) == null, j => EF.Property<double?>(j.Run, RunConfiguration.DurationSeconds)),
            _ => By(j => j.Run.Number),
        };
        return filter.Sort == "number" ? sorted : sorted.ThenByDescending(j => j.Run.Number);

        IOrderedQueryable<RunJoin> By<T>(Expression<Func<RunJoin, T>> key) => filter.Descending ? runs.OrderByDescending(key) : runs.OrderBy(key);

        IOrderedQueryable<RunJoin> Last<T>(Expression<Func<RunJoin, bool>> isMissing, Expression<Func<RunJoin, T>> key) =>
            filter.Descending ? runs.OrderBy(isMissing).ThenByDescending(key) : runs.OrderBy(isMissing).ThenBy(key);
    }
}
