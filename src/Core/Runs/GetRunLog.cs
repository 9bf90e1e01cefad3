using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Log lines after a sequence number: events in words, and the child's standard error.</summary>
/// <param name="After">0 for the first lines; below 0 for the newest <paramref name="Take"/>.</param>
public sealed record GetRunLog(RunId Run, long After, int Take = 500) : IRequest<IReadOnlyList<RunLogLine>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
