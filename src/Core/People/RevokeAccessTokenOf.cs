using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Ends a token of somebody's, at once and for ever.</summary>
public sealed record RevokeAccessTokenOf(PersonId Person, AccessTokenId Token) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
