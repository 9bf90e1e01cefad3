using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Queues a failed or interrupted run again from its last checkpoint.</summary>
public sealed record ResumeRun(RunId Run) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
