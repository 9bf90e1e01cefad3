using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

public sealed record ArchiveRuns(IReadOnlyList<RunId> Runs, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute([.. Runs]);
}
