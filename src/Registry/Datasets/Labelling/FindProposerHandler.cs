using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Datasets.Labelling;

internal sealed class FindProposerHandler(RegistryReader reader) : IRequestHandler<FindProposer, Proposer?>
{
    // Runs of other data may lie between; of those that lie further back nobody would call one the newest.
    private const int Asked = 50;

    public Task<Proposer?> Handle(FindProposer request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
            {
                var data = await (
                    from v in context.DatasetVersions
                    where v.Id == request.Version
                    join d in context.Datasets on v.DatasetId equals d.Id
                    join f in context.DatasetFacts on v.Id equals f.VersionId
                    select new
                    {
                        d.ProjectId,
                        f.Kind,
                        f.ClassesJson,
                        Added = context.LabelNames.Where(n => n.VersionId == v.Id).Select(n => n.Name).ToList(),
                    }
                ).SingleOrDefaultAsync(cancellationToken);
                if (data is null)
                    return null;
                var names = DatasetFactsOf.Read<ClassCount>(data.ClassesJson).Select(c => c.Class).Concat(data.Added).ToHashSet(StringComparer.Ordinal);
                var tasks = TaskCards.All.Where(card => card.Kinds[0] == data.Kind).Select(card => card.Name).ToHashSet(StringComparer.Ordinal);
                var runs = await (
                    from r in context.Runs
                    where r.ProjectId == data.ProjectId && r.FinishedAt != null && r.BestArtifact != null && !r.IsArchived
                    orderby r.CreatedAt descending
                    join p in context.Documents.Where(p => p.Name == RunDocument.Preprocessing) on r.Id equals p.RunId
                    select new
                    {
                        r.Id,
                        r.Number,
                        r.Name,
                        p.Json,
                    }
                )
                    .Take(Asked)
                    .ToListAsync(cancellationToken);
                return
                    runs.FirstOrDefault(run => PipelineOutputs.Of(run.Json) is var outputs && tasks.Contains(outputs.Task) && outputs.Names.Any(names.Contains))
                        is { } newest
                    ? new Proposer(newest.Id, newest.Number, newest.Name)
                    : null;
            },
            cancellationToken
        );
}
