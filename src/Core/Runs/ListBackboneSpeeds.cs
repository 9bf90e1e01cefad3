using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Measured speed of backbones here; empty until measured.</summary>
public sealed record ListBackboneSpeeds : IRequest<IReadOnlyList<BackboneSpeed>>, IGuarded
{
    public Needs Needs => Needs.View();
}
