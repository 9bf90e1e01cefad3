using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Imports;

internal sealed class StartImportHandler(IDatasetStore datasets, ImportSourceGate gate, IJobQueue queue) : IRequestHandler<StartImport, Outcome<ImportId>>
{
    public async Task<Outcome<ImportId>> Handle(StartImport request, CancellationToken cancellationToken)
    {
        if (gate.Resolve(request.Source).Refusal is { } refusal) return Outcome<ImportId>.Refused(refusal);
        var created = await datasets.CreateImportAsync(request.DatasetName, request.Source, cancellationToken);
        if (created.IsDone) await queue.EnqueueImportAsync(created.Value, CancellationToken.None);
        return created;
    }
}
