using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Imports as people see them.</summary>
internal sealed class ImportHandlers(RegistryReader reader, CurrentCaller caller)
    : IRequestHandler<GetImport, ImportView?>,
        IRequestHandler<ListImports, IReadOnlyList<ImportView>>
{
    private const int Ended = 5;

    public Task<ImportView?> Handle(GetImport request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context => await context.Imports.SingleOrDefaultAsync(i => i.Id == request.Import, cancellationToken) is { } import ? View(import) : null,
            cancellationToken
        );

    public Task<IReadOnlyList<ImportView>> Handle(ListImports request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<ImportView>>(
            async context =>
            {
                var visible = context.Imports.VisibleTo(caller.Value);
                var open = await visible
                    .Where(i => i.Status == ImportStatus.Queued || i.Status == ImportStatus.Running)
                    .OrderBy(i => i.CreatedAt)
                    .ToListAsync(cancellationToken);
                var ended = await visible
                    .Where(i => i.Status != ImportStatus.Queued && i.Status != ImportStatus.Running)
                    .OrderByDescending(i => i.CreatedAt)
                    .Take(Ended)
                    .ToListAsync(cancellationToken);
                return [.. open.Concat(ended).Select(View)];
            },
            cancellationToken
        );

    private static ImportView View(DatasetImport i) =>
        new(
            i.Id,
            i.DatasetName,
            DatasetStore.SourceOf(i).Sentence,
            i.Status,
            StoredSentence.Read(i.Sentence, i.Said),
            i.Step,
            i.Done,
            i.Total,
            i.DatasetId,
            i.DatasetVersionId,
            DatasetReading.Report(i.ReportJson),
            i.CreatedAt,
            i.FinishedAt
        );
}
