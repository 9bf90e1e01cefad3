using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Http.Edge;

namespace MlOpsDashboard.Dashboard.Health;

/// <summary>A file can be written where everything is stored, and nothing was found wrong with the database, its log or the disk; Degraded where little space
/// is left.</summary>
internal sealed class StorageHealth(StorageLayout layout, StorageFindings findings, IOptions<EdgeOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(layout.Scratch);
        var probe = Path.Combine(layout.Scratch, $".probe-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllBytesAsync(probe, new byte[512], cancellationToken);
        }
        finally
        {
            File.Delete(probe);
        }
        if (!findings.IsHealthy)
            return HealthCheckResult.Unhealthy(string.Join(' ', findings.All.Select(f => f.What.Sentence)));
        return new DriveInfo(layout.Root).AvailableFreeSpace < options.Value.LowDiskBytes
            ? HealthCheckResult.Degraded("The disk is nearly full.")
            : HealthCheckResult.Healthy();
    }
}
