using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Health;

/// <summary><c>/health/live</c>: the process answers · <c>/health/ready</c>: database, storage and worker do. One word is told; what ails it is in the
/// log.</summary>
public static class HealthServices
{
    private const string Ready = "ready";
    internal static readonly Caller Caller = Caller.OfProgram("health check", Permission.View);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services
            .AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready], timeout: Patience)
            .AddCheck<StorageHealth>("storage", tags: [Ready], timeout: Patience)
            .AddCheck<WorkerHealth>("worker", HealthStatus.Degraded, tags: [Ready], timeout: Patience);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
        return routes;
    }
}
