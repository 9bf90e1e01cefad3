using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class ListDatasetsHandler(RegistryReader reader, CurrentCaller caller) : IRequestHandler<ListDatasets, IReadOnlyList<DatasetSummary>>
{
    public Task<IReadOnlyList<DatasetSummary>> Handle(ListDatasets request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<DatasetSummary>>(
            async context =>
            {
                var found = await (
                    from d in context.Datasets.VisibleTo(caller.Value)
                    where request.IncludeArchived || !d.IsArchived
                    join v in context.DatasetVersions on d.Id equals v.DatasetId
                    where v.Number == context.DatasetVersions.Where(o => o.DatasetId == d.Id).Max(o => o.Number)
                    join f in context.DatasetFacts on v.Id equals f.VersionId
                    orderby v.CreatedAt descending
                    select new
                    {
                        d.Id,
                        d.Name,
                        d.Attribution,
                        d.CreatedAt,
                        d.IsArchived,
                        Version = v.Id,
                        v.Number,
                        v.Pictures,
                        f.Kind,
                        f.Input,
                        f.ClassesJson,
                        f.ThumbnailsJson,
                        Versions = context.DatasetVersions.Count(o => o.DatasetId == d.Id),
                    }
                ).ToListAsync(cancellationToken);
                return
                [
                    .. found.Select(d => new DatasetSummary(
                        d.Id,
                        d.Name,
                        d.Version,
                        d.Number,
                        d.Versions,
                        d.Pictures,
                        DatasetFactsOf.Read<ClassCount>(d.ClassesJson),
                        DatasetFactsOf.Read<string>(d.ThumbnailsJson),
                        d.Attribution,
                        d.CreatedAt,
                        d.IsArchived
                    )
                    {
                        Kind = d.Kind,
                        Input = d.Input,
                    }),
                ];
            },
            cancellationToken
        );
}
