using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

public sealed record GetRunCurves(RunId Run) : IRequest<RunCurves?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}
