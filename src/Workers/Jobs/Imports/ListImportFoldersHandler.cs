using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Jobs.Imports;

internal sealed class ListImportFoldersHandler(ImportSourceGate gate) : IRequestHandler<ListImportFolders, IReadOnlyList<string>>
{
    public Task<IReadOnlyList<string>> Handle(ListImportFolders request, CancellationToken cancellationToken) => Task.Run(gate.List, cancellationToken);
}
