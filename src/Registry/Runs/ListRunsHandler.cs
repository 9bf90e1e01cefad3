using System.Linq.Expressions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class ListRunsHandler(RegistryReader reader, TimeProvider time, CurrentCaller caller) : IRequestHandler<ListRuns, RunPageRows>
{
    private const int MostRows = 500;
    private const int MostWords = 10;

    public Task<RunPageRows> Handle(ListRuns request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
            {
                var filter = request.Filter;
                var visible = context.Runs.VisibleTo(caller.Value);
                var listed = filter.IncludeArchived ? visible : visible.Where(r => !r.IsArchived);
                var runs = await FilteredAsync(context, listed, filter, cancellationToken);
                var total = await runs.CountAsync(cancellationToken);
                // Sorted and cut on an index alone; only the page's rows are joined and read.
                var page = await PageAsync(
                    context,
                    runs,
                    Measured(context, filter, ReferenceEquals(runs, listed) ? null : runs),
                    filter,
                    total,
                    cancellationToken
                );
                var rows = await RunRows.ReadAsync(context, page, time.GetUtcNow(), cancellationToken);
                var tags = await visible.Select(r => r.Tags).Distinct().ToListAsync(cancellationToken);
                var backbones = await visible.Select(r => r.Backbone).Distinct().ToListAsync(cancellationToken);
                return new RunPageRows(
                    total,
                    rows,
                    [.. tags.SelectMany(t => t).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)],
                    [.. backbones.Order(StringComparer.OrdinalIgnoreCase)],
                    await RunMetrics.NamesAsync(context, cancellationToken)
                );
            },
            cancellationToken
        );

    // Values of the metric that the list is sorted by. They know themselves whether their run is archived and where it belongs; only a filter by something
    // else asks the runs.
    private IQueryable<RunMetric> Measured(RegistryContext context, RunFilter filter, IQueryable<Run>? of)
    {
        var values = context.RunMetrics.Where(m => m.Name == filter.Sort).VisibleTo(caller.Value);
        if (!filter.IncludeArchived)
            values = values.Where(m => !m.IsArchived);
        return of is null ? values : from m in values join r in of on m.RunId equals r.Id select m;
    }

    private static async Task<IQueryable<Run>> FilteredAsync(
        RegistryContext context,
        IQueryable<Run> runs,
        RunFilter filter,
        CancellationToken cancellationToken
    )
    {
        if (filter.Statuses.Count > 0)
            runs = runs.Where(r => filter.Statuses.Contains(r.Status));
        if (filter.Backbone is { } backbone)
            runs = runs.Where(r => r.Backbone == backbone);
        if (filter.Strategy is { } strategy)
            runs = runs.Where(r => r.Strategy == strategy);
        if (filter.Tag is { } tag)
            runs = runs.Where(r => r.Tags.Contains(tag));
        var words = UnicodeForm
            .ToNfc(filter.Search ?? "")
            .ToLowerInvariant()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MostWords)
            .ToList();
        if (filter.Dataset is null && words.Count == 0)
            return runs;

        // Datasets are few: their versions are found here once, not for every run.
        var versions = await (
            from v in context.DatasetVersions
            join d in context.Datasets on v.DatasetId equals d.Id
            select new
            {
                v.Id,
                v.DatasetId,
                Name = EF.Property<string>(d, DatasetConfiguration.NameKey),
            }
        ).ToListAsync(cancellationToken);
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
    private static Task<List<RunId>> PageAsync(
        RegistryContext context,
        IQueryable<Run> runs,
        IQueryable<RunMetric> measured,
        RunFilter filter,
        int total,
        CancellationToken cancellationToken
    )
    {
        return filter.Sort switch
        {
            "name" => By(r => EF.Property<string>(r, RunConfiguration.NameKey)),
            "status" => By(r => r.Status),
            "backbone" => By(r => r.Backbone),
            "strategy" => By(r => r.Strategy),
            "dataset" => CutAsync(
                Ordered(
                        from d in context.Datasets
                        join v in context.DatasetVersions on d.Id equals v.DatasetId
                        join r in runs on v.Id equals r.DatasetVersionId
                        select new { Run = r, Name = EF.Property<string>(d, DatasetConfiguration.NameKey) },
                        j => j.Name
                    )
                    .ThenByDescending(j => j.Run.Number)
                    .Select(j => j.Run.Id)
            ),
            "created" => By(r => r.CreatedAt),
            "duration" => Last(Sorted(runs.Where(r => r.DurationSeconds != null), r => r.DurationSeconds), runs.Where(r => r.DurationSeconds == null)),
            "number" => CutAsync(Ordered(runs, r => r.Number).Select(r => r.Id)),
            var metric => Last(
                Ordered(measured, m => m.Value).ThenByDescending(m => m.Number).Select(m => m.RunId),
                runs.Where(r => !context.RunMetrics.Any(m => m.RunId == r.Id && m.Name == metric))
            ),
        };

        Task<List<RunId>> By<T>(Expression<Func<Run, T>> key) => CutAsync(Sorted(runs, key));

        // Asked for apart: an order that first asks for null has no index.
        async Task<List<RunId>> Last(IQueryable<RunId> known, IQueryable<Run> unknown)
        {
            var page = await CutAsync(known);
            var missing = Math.Min(Take(filter), total - Skip(filter)) - page.Count;
            if (missing <= 0)
                return page;
            var skip = page.Count > 0 ? 0 : Math.Max(0, Skip(filter) - await known.CountAsync(cancellationToken));
            return [.. page, .. await unknown.OrderByDescending(r => r.Number).Select(r => r.Id).Skip(skip).Take(missing).ToListAsync(cancellationToken)];
        }

        IQueryable<RunId> Sorted<T>(IQueryable<Run> some, Expression<Func<Run, T>> key) => Ordered(some, key).ThenByDescending(r => r.Number).Select(r => r.Id);

        IOrderedQueryable<TRow> Ordered<TRow, T>(IQueryable<TRow> some, Expression<Func<TRow, T>> key) =>
            filter.Descending ? some.OrderByDescending(key) : some.OrderBy(key);

        Task<List<RunId>> CutAsync(IQueryable<RunId> sorted) => sorted.Skip(Skip(filter)).Take(Take(filter)).ToListAsync(cancellationToken);
    }

    private static int Skip(RunFilter filter) => Math.Max(0, filter.Skip);

    private static int Take(RunFilter filter) => Math.Clamp(filter.Take, 0, MostRows);
}
