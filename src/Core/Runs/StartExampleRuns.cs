using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Three short real runs on a sample, made for a first look. Imports the sample first where it is missing.</summary>
public sealed record StartExampleRuns : IRequest<Outcome<IReadOnlyList<RunId>>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}
