using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Who asks: sign-in, the caller of each scope, and the policies of endpoints.</summary>
public static class CallerServices
{
    public static IServiceCollection AddCallers(this IServiceCollection services)
    {
        services.AddAuthentication(LocalSignIn.Name).AddScheme<AuthenticationSchemeOptions, LocalSignIn>(LocalSignIn.Name, null);
        services.AddAuthorization(options =>
        {
            foreach (var permission in Enum.GetValues<Permission>()) options.AddPolicy(permission.ToString(), policy => policy.AddRequirements(new PermissionRequirement(permission)));
            // An endpoint that says nothing is for nobody who may do less than everything.
            options.FallbackPolicy = options.GetPolicy(nameof(Permission.Administer));
        });
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.TryAddSingleton<ICallers, LocalCallers>();
        services.TryAddScoped<CurrentCaller>();
        services.AddSingleton<MediaKeys>().AddScoped<MediaAddress>();
        services.AddScoped<CircuitHandler, CircuitCaller>();
        return services;
    }

    /// <summary>Before anything that asks who is there.</summary>
    public static WebApplication UseCallers(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<RequestCaller>();
        app.UseAuthorization();
        return app;
    }
}
