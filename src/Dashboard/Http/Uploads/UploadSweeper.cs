using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Removes uploads that were cut short or that nobody imported, at start and each half hour: none stays longer than an hour. Pictures that were drawn for a page go the same way.</summary>
public sealed class UploadSweeper(UploadStore uploads, StorageLayout layout, TimeProvider clock, ILogger<UploadSweeper> logger, IDatasetStore? datasets = null) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next turn tries again: the loop outlives a busy database.
                logger.LogWarning(e, "Uploads that nobody needs could not be removed; tried again later");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Every;
        var open = datasets is null ? [] : await datasets.OpenImportsAsync(cancellationToken);
        var used = open.Select(i => i.Source).OfType<UploadSource>().Select(s => s.Folder).ToHashSet();
        var removed = await Task.Run(() => uploads.Sweep(before, used), cancellationToken);
        await Task.Run(() => new DrawnPictures(layout).Sweep(before), cancellationToken);
        if (removed > 0) logger.LogInformation("{Removed} uploads that nobody needs were removed", removed);
    }
}
