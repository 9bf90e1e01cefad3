using Microsoft.AspNetCore.Authorization;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Asks the caller that the user is.</summary>
internal sealed class PermissionHandler(ICallers callers) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if ((await callers.FindAsync(context.User, CancellationToken.None))?.MaySomewhere(requirement.Permission) == true)
            context.Succeed(requirement);
    }
}
