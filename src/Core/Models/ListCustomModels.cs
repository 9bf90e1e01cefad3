using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record ListCustomModels(bool IncludeArchived = false) : IRequest<IReadOnlyList<CustomModelSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}
