using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Workers;

public sealed record GetHome : IRequest<HomeView>, IGuarded
{
    public Needs Needs => Needs.View();
}
