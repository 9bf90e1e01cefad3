using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Imports;

internal sealed class StartImportHandler(IDatasetStore datasets, ImportSourceGate gate, IWorkQueue queue, CurrentCaller caller)
    : IRequestHandler<StartImport, Outcome<ImportId>>
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public async Task<Outcome<ImportId>> Handle(StartImport request, CancellationToken cancellationToken)
    {
        if (gate.Resolve(request.Source).Reason is { } refusal)
            return Outcome<ImportId>.Refused(refusal);
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            // Asked twice, by a double click or in two tabs: what waits or runs brings the same.
            var open = await datasets.OpenImportsAsync(cancellationToken);
            if (open.FirstOrDefault(i => i.Project == request.Project && i.Source == request.Source && i.DatasetName == request.DatasetName) is { } same)
                return same.Import;
            var created = await datasets.CreateImportAsync(request.Project, request.DatasetName, request.Source, caller.Value, cancellationToken);
            if (created.IsDone)
                queue.Wake();
            return created;
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
