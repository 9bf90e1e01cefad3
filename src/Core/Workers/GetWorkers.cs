using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Workers;

public sealed record GetWorkers : IRequest<WorkerOverview>, IGuarded
{
    public Needs Needs => Needs.View();
}
