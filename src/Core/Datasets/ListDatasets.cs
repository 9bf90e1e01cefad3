using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ListDatasets(bool IncludeArchived = false) : IRequest<IReadOnlyList<DatasetSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}
