using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Makes a project, seen by administrators until somebody is given a role in it.</summary>
/// <param name="Name">1 to 100 characters; no other project has it.</param>
public sealed record CreateProject(string Name) : IRequest<Outcome<ProjectId>>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
