using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record GetCustomModel(CustomModelId Model) : IRequest<CustomModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}
