using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Ends the import in the registry first, so that nothing of it is stored afterwards, then its child.</summary>
internal sealed class CancelImportHandler(IDatasetStore datasets, StopSignals<ImportId> stops) : IRequestHandler<CancelImport, Outcome>
{
    public async Task<Outcome> Handle(CancelImport request, CancellationToken cancellationToken)
    {
        var ended = await datasets.EndImportAsync(request.Import, ImportStatus.Cancelled, null, null, cancellationToken);
        if (ended.IsDone) stops.Stop(request.Import);
        return ended;
    }
}
