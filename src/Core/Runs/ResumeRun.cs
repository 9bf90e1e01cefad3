using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Queues a failed or interrupted run again from its last checkpoint.</summary>
public sealed record ResumeRun(RunId Run) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
