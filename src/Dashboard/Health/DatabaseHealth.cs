using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Health;

/// <summary>The registry answers a small question, the list of waiting runs.</summary>
internal sealed class DatabaseHealth(ISender sender) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await sender.Send(new GetWorkers(), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
