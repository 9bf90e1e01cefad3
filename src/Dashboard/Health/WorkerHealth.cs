using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Health;

/// <summary>A worker was seen lately. Without one pages are served and runs wait: Degraded.</summary>
internal sealed class WorkerHealth(ISender sender, CurrentCaller caller) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // A check runs in a scope of its own, and asks for itself.
        caller.Set(HealthServices.Caller);
        var overview = await sender.Send(new GetWorkers(), cancellationToken);
        return overview.Nodes.Any(n => n.IsHealthy) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No worker was seen lately.");
    }
}
