using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

public sealed record GetRun(RunId Run) : IRequest<RunDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}
