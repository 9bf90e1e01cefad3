using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>The projects that the caller sees, by name.</summary>
public sealed record ListProjects : IRequest<IReadOnlyList<ProjectView>>, IGuarded
{
    public Needs Needs => Needs.View();
}
