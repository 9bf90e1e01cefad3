using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Says what a person may do in a project.</summary>
/// <param name="Role">Null: nothing, it is not seen any more.</param>
public sealed record SetRole(PersonId Person, ProjectId Project, Permission? Role) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.AdministerIn(Project);
}
