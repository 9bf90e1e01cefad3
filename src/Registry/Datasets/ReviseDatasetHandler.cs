using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class ReviseDatasetHandler(DatasetReviser reviser) : IRequestHandler<ReviseDataset, Outcome<int>>
{
    public Task<Outcome<int>> Handle(ReviseDataset request, CancellationToken cancellationToken) =>
        reviser.ReviseAsync(request.Version, request.Revision, null, cancellationToken);
}
