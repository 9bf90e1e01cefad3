using System.Security.Claims;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Without sign-in whoever reaches the dashboard is its owner.</summary>
public sealed class LocalCallers : ICallers
{
    public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        new(user.Identity?.IsAuthenticated == true ? Caller.LocalOwner : null);
}
