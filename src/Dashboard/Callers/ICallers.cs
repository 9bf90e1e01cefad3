using System.Security.Claims;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Who a signed-in user is to the registry, and what they may do there. The one place that sign-in changes.</summary>
public interface ICallers
{
    /// <summary>Null for somebody who has not signed in.</summary>
    Caller? Of(ClaimsPrincipal user);
}
