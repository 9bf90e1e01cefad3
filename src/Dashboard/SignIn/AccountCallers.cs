using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Callers;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Whose cookie it is, as long as the account is open and the cookie's stamp is the account's.</summary>
internal sealed class AccountCallers(ICallerDirectory directory, IOptions<IdentityOptions> options) : ICallers
{
    public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var claims = options.Value.ClaimsIdentity;
        return
            user.Identity?.IsAuthenticated == true
            && Guid.TryParse(user.FindFirstValue(claims.UserIdClaimType), out var person)
            && user.FindFirstValue(claims.SecurityStampClaimType) is { } stamp
            ? directory.FindAsync(new PersonId(person), stamp, cancellationToken)
            : default;
    }
}
