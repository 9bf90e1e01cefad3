using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="Began">The name that the writer saw; another in between refuses this one. Null overwrites.</param>
public sealed record RenameDataset(DatasetId Dataset, string Name, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset);
}
