using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Ends what a person may do, or opens the account again. What they did keeps their name.</summary>
public sealed record CloseAccount(PersonId Person, bool IsClosed) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
