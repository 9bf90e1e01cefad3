using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Somebody's tokens, newest first.</summary>
public sealed record ListAccessTokensOf(PersonId Person) : IRequest<IReadOnlyList<AccessTokenView>>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
