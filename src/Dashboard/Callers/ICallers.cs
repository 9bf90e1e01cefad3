using System.Security.Claims;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Who a signed-in user is to the registry, and what they may do there now.</summary>
public interface ICallers
{
    /// <summary>Null for somebody who has not signed in, or is so no more.</summary>
    ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
