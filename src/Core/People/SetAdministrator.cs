using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Says whether a person may do everything in every project. The last one stays.</summary>
public sealed record SetAdministrator(PersonId Person, bool IsAdministrator) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
