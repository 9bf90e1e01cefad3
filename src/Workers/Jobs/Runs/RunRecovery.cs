using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Nodes;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Puts back into the queue what a crash or a shutdown took out of it: at the start before the scheduler fires anything, and then whenever a lease runs out.</summary>
/// <remarks>The lease is the only recovery there is: the jobs don't ask Quartz to repeat interrupted firings, so nothing is run twice.</remarks>
public sealed partial class RunRecovery(
    IRunLedger ledger, IRunStore runs, IDatasetStore datasets, IJobQueue queue, OrphanSweep orphans, WorkerNodeName node, IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunRecovery> logger)
    : BackgroundService, IHostedLifecycleService
{
    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the database is migrated, before jobs fire.</summary>
    async Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken)
    {
        await RecoverRunsAsync(node.Value, cancellationToken);
        orphans.EndAllBut((await runs.WaitingAsync(cancellationToken)).Select(w => w.Run).ToHashSet());
        var held = await queue.HeldImportsAsync(cancellationToken);
        foreach (var import in await datasets.OpenImportsAsync(cancellationToken))
            if (!held.Contains(import.Import)) await queue.EnqueueImportAsync(import.Import, cancellationToken);
    }

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RecoverRunsAsync(null, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(logger, e);
            }
        }
    }

    private async Task RecoverRunsAsync(string? restartedNode, CancellationToken cancellationToken)
    {
        await ledger.RecoverAsync(restartedNode, cancellationToken);
        // All that waits, not only what was just recovered: a shutdown gave runs back, a crash may have come between storing a run and its job.
        var waiting = await runs.WaitingAsync(cancellationToken);
        if (waiting.Count == 0) return;
        var held = await queue.HeldRunsAsync(cancellationToken);
        foreach (var run in waiting.Where(w => !held.Contains(w.Run)).OrderByDescending(w => w.Status == RunStatus.Interrupted))
        {
            if (await runs.FindAsync(run.Run, cancellationToken) is not { } stored) continue;
            LogRecovered(logger, run.Number);
            await queue.EnqueueRunAsync(run.Run, GpuRule.Needs(stored.Spec), faults: 0, TimeSpan.Zero, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} is queued again.")]
    private static partial void LogRecovered(ILogger logger, int run);

    [LoggerMessage(LogLevel.Error, "Looking for runs whose lease ran out failed.")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
