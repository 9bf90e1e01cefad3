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

/// <summary>Measured speed of backbones here; empty until measured.</summary>
public sealed record ListBackboneSpeeds : IRequest<IReadOnlyList<BackboneSpeed>>, IGuarded
{
    public Needs Needs => Needs.View();
}
