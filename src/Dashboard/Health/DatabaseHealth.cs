using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Health;

/// <summary>The registry answers a small question, the list of waiting runs.</summary>
internal sealed class DatabaseHealth(ISender sender, CurrentCaller caller) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // A check runs in a scope of its own, and asks for itself.
        caller.Set(HealthServices.Caller);
        await sender.Send(new GetWorkers(), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
