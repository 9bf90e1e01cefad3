using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Adds and removes tags on several runs.</summary>
public sealed record TagRuns(IReadOnlyList<RunId> Runs, IReadOnlyList<string> Add, IReadOnlyList<string> Remove) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute([.. Runs]);
}
