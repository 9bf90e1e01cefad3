using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ListDatasets(bool IncludeArchived = false) : IRequest<IReadOnlyList<DatasetSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}
