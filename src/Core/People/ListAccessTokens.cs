using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>The caller's own tokens, newest first.</summary>
public sealed record ListAccessTokens : IRequest<IReadOnlyList<AccessTokenView>>, IGuarded
{
    public Needs Needs => Needs.View();
}
