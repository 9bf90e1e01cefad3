using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Ends the import in the registry first, so that nothing of it is stored afterwards, then its child; what was uploaded for it is removed.</summary>
internal sealed class CancelImportHandler(IDatasetStore datasets, WorkStopper stopper, CurrentCaller caller) : IRequestHandler<CancelImport, Outcome>
{
    public async Task<Outcome> Handle(CancelImport request, CancellationToken cancellationToken)
    {
        var before = await stopper.LookAsync(WorkId.Of(request.Import), cancellationToken);
        var ended = await datasets.CancelImportAsync(request.Import, caller.Value, cancellationToken);
        if (ended.IsDone)
            await stopper.StopAsync(before, CancellationToken.None);
        return ended;
    }
}
