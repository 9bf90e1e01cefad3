using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Workers;

public sealed record GetHome : IRequest<HomeView>, IGuarded
{
    public Needs Needs => Needs.View();
}
