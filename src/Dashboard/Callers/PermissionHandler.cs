using Microsoft.AspNetCore.Authorization;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Asks the caller that the user is.</summary>
internal sealed class PermissionHandler(ICallers callers) : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (callers.Of(context.User)?.MaySomewhere(requirement.Permission) == true)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
