using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="Number">A version, or null for the latest.</param>
public sealed record GetDataset(DatasetId Dataset, int? Number = null) : IRequest<DatasetDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Dataset);
}
