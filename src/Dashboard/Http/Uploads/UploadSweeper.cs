namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Removes uploads that were cut short by the end of the process, at start and each half hour.</summary>
public sealed class UploadSweeper(UploadStore uploads, TimeProvider clock, ILogger<UploadSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                var removed = await Task.Run(() => uploads.Sweep(clock.GetUtcNow() - Every), stoppingToken);
                if (removed > 0) logger.LogInformation("{Removed} uploads that were cut short were removed", removed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(e, "Uploads that were cut short could not be removed; tried again later");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
