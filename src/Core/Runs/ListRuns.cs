using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

public sealed record ListRuns(RunFilter Filter) : IRequest<RunPageRows>, IGuarded
{
    public Needs Needs => Needs.View();
}
