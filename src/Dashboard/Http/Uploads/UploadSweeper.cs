using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Removes uploads that were cut short or that nobody imported, at start and each half hour: none stays longer than an hour. Pictures that were drawn
/// for a page go the same way.</summary>
public sealed class UploadSweeper(UploadStore uploads, StorageLayout layout, TimeProvider clock, ILogger<UploadSweeper> logger, IServiceScopeFactory scopes)
    : BackgroundService
{
    private static readonly Caller Caller = Caller.OfProgram("upload sweeper", Permission.Administer);
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
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Every;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Caller);
        var used = (await scope.ServiceProvider.GetRequiredService<ISender>().Send(new ListUploadsInUse(), cancellationToken)).ToHashSet();
        var removed = await Task.Run(() => uploads.Sweep(before, used), cancellationToken);
        await Task.Run(() => new DrawnPictures(layout).Sweep(before), cancellationToken);
        if (removed > 0)
            logger.LogInformation("{Removed} uploads that nobody needs were removed", removed);
    }
}
