using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>All accounts, by name.</summary>
public sealed record ListPeople : IRequest<IReadOnlyList<PersonView>>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
