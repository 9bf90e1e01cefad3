using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

public sealed record StopRun(RunId Run) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
