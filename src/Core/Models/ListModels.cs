using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record ListModels(bool IncludeArchived = false) : IRequest<IReadOnlyList<ModelSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}
