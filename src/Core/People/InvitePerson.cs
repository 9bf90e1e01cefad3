using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Makes a link by which one person opens an account.</summary>
/// <param name="IsAdministrator">Whether they may do everything in every project.</param>
/// <param name="Roles">What they may do in projects.</param>
/// <returns>The link's code. It is shown once: only its hash is kept.</returns>
public sealed record InvitePerson(bool IsAdministrator, IReadOnlyList<CallerScope> Roles) : IRequest<Outcome<Invitation>>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
