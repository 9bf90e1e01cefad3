using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Baseline">One of the runs; deltas are against it. Null for the first.</param>
public sealed record CompareRuns(IReadOnlyList<RunId> Runs, RunId? Baseline = null) : IRequest<Outcome<RunComparison>>, IGuarded
{
    public Needs Needs => Needs.View([.. Runs]);
}
