using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Launching;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Hands waiting work to the scheduler. The table of work is the queue that lasts: what the scheduler holds is made anew from it at each
/// start.</summary>
public sealed partial class WorkDispatcher(
    IWorkLedger ledger,
    ILauncher launcher,
    IEnumerable<IWorkKind> kinds,
    ISchedulerFactory factory,
    DiskSpace disk,
    StorageLayout layout,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<WorkDispatcher> logger
) : BackgroundService, IHostedLifecycleService, IWorkQueue
{
    public static JobKey Job { get; } = new("work");

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    // All triggers are long due: order is priority, and no clock that is set delays one.
    private static readonly DateTimeOffset LongDue = DateTimeOffset.UnixEpoch;

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly TaskCompletionSource recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly HashSet<WorkId> handed = [];
    private readonly Dictionary<WorkId, (long From, TimeSpan Delay)> delayed = [];

    public void Wake()
    {
        lock (gate)
            if (wake.CurrentCount == 0)
                wake.Release();
    }

    /// <summary>A job has ended.</summary>
    /// <param name="again">When the work may be begun again.</param>
    internal void Done(WorkId work, TimeSpan? again)
    {
        lock (gate)
        {
            handed.Remove(work);
            if (again is { } delay)
                delayed[work] = (time.GetTimestamp(), delay);
        }
        Wake();
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the database is ready, before jobs fire: nobody but this process holds the storage folder.</summary>
    async Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken)
    {
        await ledger.RecoverAsync(Posix.IsAlive, cancellationToken);
        var waiting = await ledger.WaitingAsync(cancellationToken);
        await launcher.EndStrangersAsync([.. waiting.Select(w => w.Handle).OfType<string>()]);
        await EndExcessAsync(waiting);
        await SweepAsync(cancellationToken);
        recovered.SetResult();
        Wake();
    }

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before that, work that a dead process holds is not known as waiting, and its child not as one to follow.
        await recovered.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(NextRound(), stoppingToken);
                await DispatchAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        var full = false;
        var probed = false;
        var waiting = await ledger.WaitingAsync(cancellationToken);
        foreach (var work in waiting)
        {
            if (!IsDue(work.Id))
                continue;
            if (work.Reason?.Code == disk.Reason.Code)
            {
                if (!probed)
                    (full, probed) = (disk.IsFull(), true);
                if (full)
                    continue;
            }
            lock (gate)
                if (!handed.Add(work.Id))
                    continue;
            var scheduler = await factory.GetScheduler(cancellationToken);
            var trigger = TriggerBuilder
                .Create<WorkJob>()
                .WithIdentity(work.Id.ToString(), Guid.NewGuid().ToString("N"))
                .ForJob(Job)
                .UsingInput(new WorkInput(work.Id.Value))
                .StartAt(LongDue)
                .WithPriority(Priority(work))
                .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
                .WithExecutionGroup(work.Group)
                .Build();
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
        }
    }

    // What was begun comes first, then what came first.
    private static int Priority(WaitingWork work) => (int)((work.Attempt > 0 ? int.MaxValue : int.MaxValue / 2) - (work.Order % (int.MaxValue / 2)));

    private bool IsDue(WorkId work)
    {
        lock (gate)
        {
            if (!delayed.TryGetValue(work, out var wait))
                return true;
            if (time.GetElapsedTime(wait.From) < wait.Delay)
                return false;
            delayed.Remove(work);
            return true;
        }
    }

    private TimeSpan NextRound()
    {
        lock (gate)
        {
            var left = delayed.Values.Select(d => d.Delay - time.GetElapsedTime(d.From)).DefaultIfEmpty(Round).Min();
            return left < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20)
                : left < Round ? left
                : Round;
        }
    }

    // Fewer may be at work at a time than before: those beyond the limit write their checkpoint and wait.
    private async Task EndExcessAsync(IReadOnlyList<WaitingWork> waiting)
    {
        foreach (var group in waiting.GroupBy(w => w.Group))
        {
            var left = options.Value.Limit(group.Key);
            foreach (var work in group.Where(w => w.Handle is not null))
                if ((await launcher.LookAsync(work.Handle!)).IsAlive && left-- <= 0)
                    await launcher.StopAsync(work.Handle!, force: false);
        }
    }

    // A kill between an end and its sweep leaves folders behind; program versions up to 0.1 kept the scheduler's own database.
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var ending in (string[])["", "-wal", "-shm"])
            File.Delete(layout.OldJobDatabase + ending);
        foreach (var kind in kinds)
        foreach (var folder in FoldersOf(kind.Kind))
        {
            try
            {
                var id = WorkId.Parse(Path.GetFileName(folder));
                if (await ledger.FindAsync(id, cancellationToken) is null or { Status: WorkStatus.Ended })
                    await kind.SweepAsync(id, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                LogNotSwept(logger, e, folder);
            }
        }
    }

    private IEnumerable<string> FoldersOf(WorkKind kind)
    {
        var parent = kind switch
        {
            WorkKind.Training => layout.Runs,
            WorkKind.Gate => layout.Reviews,
            WorkKind.Import => layout.Imports,
            _ => layout.Reruns,
        };
        if (!Directory.Exists(parent))
            return [];
        return Directory.EnumerateDirectories(parent).Where(f => kind != WorkKind.Training || Directory.Exists(Path.Combine(f, "attempts")));
    }

    [LoggerMessage(LogLevel.Error, "Waiting work could not be handed out; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception e);

    [LoggerMessage(LogLevel.Warning, "{Folder} could not be swept.")]
    private static partial void LogNotSwept(ILogger logger, Exception e, string folder);
}
