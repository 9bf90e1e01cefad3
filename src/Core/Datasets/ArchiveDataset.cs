using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ArchiveDataset(DatasetId Dataset, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset);
}
