using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Callers;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Whose cookie it is, as long as the account is open, the session not signed out, and the cookie's stamp is the account's; or whose token, and then no more than it
/// allows.</summary>
internal sealed class AccountCallers(ICallerDirectory directory, IOptions<IdentityOptions> options) : ICallers
{
    public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (BearerSignIn.Find(user) is { } use)
            return OfTokenAsync(use, cancellationToken);
        var claims = options.Value.ClaimsIdentity;
        return
            user.Identity?.IsAuthenticated == true
            && Guid.TryParse(user.FindFirstValue(claims.UserIdClaimType), out var person)
            && user.FindFirstValue(claims.SecurityStampClaimType) is { } stamp
            && user.FindFirstValue(PersonSignInManager.SessionClaim) is { } session
            ? directory.FindAsync(new PersonId(person), stamp, session, cancellationToken)
            : default;
    }

    private async ValueTask<Caller?> OfTokenAsync(AccessTokenUse use, CancellationToken cancellationToken) =>
        (await directory.FindAsync(use.Person, cancellationToken))?.Within(use.Limit);
}
