using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Ends a token of the caller's, at once and for ever. Another person's answers as one that never was.</summary>
public sealed record RevokeAccessToken(AccessTokenId Token) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.View();
}
