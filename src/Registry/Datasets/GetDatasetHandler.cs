using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class GetDatasetHandler(RegistryReader reader) : IRequestHandler<GetDataset, DatasetDetails?>
{
    public Task<DatasetDetails?> Handle(GetDataset request, CancellationToken cancellationToken) =>
        reader.ReadAsync<DatasetDetails?>(
            async context =>
            {
                if (await context.Datasets.SingleOrDefaultAsync(d => d.Id == request.Dataset, cancellationToken) is not { } dataset)
                    return null;
                var versions = (
                    await context
                        .DatasetVersions.Where(v => v.DatasetId == request.Dataset)
                        .OrderByDescending(v => v.Number)
                        .Select(v => new
                        {
                            v.Id,
                            v.Number,
                            v.ManifestHash,
                            v.Pictures,
                            v.Classes,
                            v.Bytes,
                            v.Source,
                            v.SourceSaid,
                            v.CreatedAt,
                            Runs = context.Runs.Count(r => r.DatasetVersionId == v.Id),
                        })
                        .ToListAsync(cancellationToken)
                ).ConvertAll(v => new DatasetVersionInfo(
                    v.Id,
                    v.Number,
                    v.ManifestHash,
                    v.Pictures,
                    v.Classes,
                    v.Bytes,
                    StoredSentence.Read(v.Source, v.SourceSaid),
                    v.CreatedAt,
                    v.Runs
                ));
                if (versions.FirstOrDefault(v => request.Number is not { } number || v.Number == number) is not { } version)
                    return null;
                var facts = await context.DatasetFacts.SingleAsync(f => f.VersionId == version.Id, cancellationToken);
                var report = await context.DatasetVersions.Where(v => v.Id == version.Id).Select(v => v.ReportJson).SingleAsync(cancellationToken);
                return new(
                    dataset.Id,
                    dataset.Name,
                    dataset.Attribution,
                    dataset.IsArchived,
                    version,
                    versions,
                    DatasetFactsOf.Read<ClassCount>(facts.ClassesJson),
                    DatasetFactsOf.Read<PictureSize>(facts.SizesJson),
                    facts.NearConstant,
                    facts.Duplicates,
                    DatasetReading.Report(report) ?? new(version.Pictures, [], [], version.Pictures)
                )
                {
                    Kind = facts.Kind,
                    Input = facts.Input,
                    LabelledSince = await context.LabelEdits.CountAsync(e => e.VersionId == version.Id && e.TruthJson != null, cancellationToken),
                };
            },
            cancellationToken
        );
}
