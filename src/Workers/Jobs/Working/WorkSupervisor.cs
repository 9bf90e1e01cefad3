using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Launching;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>The one life of work: takes its lease, follows the attempt that an earlier holder left or begins a new one, and ends it or gives it back. Knows
/// nothing of Quartz.</summary>
public sealed partial class WorkSupervisor(
    IWorkLedger ledger,
    ILauncher launcher,
    IEnumerable<IWorkKind> kinds,
    StorageLayout layout,
    DiskSpace disk,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<WorkSupervisor> logger
)
{
    private static readonly Refusal Shutdown = new(RefusalKind.Unavailable, "work.shutdown");

    private readonly ConcurrentDictionary<WorkId, CancellationTokenSource> active = new();

    /// <summary>Tells the holder in this process that a person wants the work ended.</summary>
    /// <returns>False where none is at work here.</returns>
    public bool Stop(WorkId work)
    {
        if (!active.TryGetValue(work, out var stop))
            return false;
        try
        {
            stop.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            // It ended in this moment.
            return false;
        }
    }

    /// <param name="shutdown">The process is asked to end: the child writes a checkpoint, the work is given back.</param>
    /// <returns>How long to wait before its next attempt; null where there is none, or the next start of the dashboard makes it.</returns>
    public async Task<TimeSpan?> SuperviseAsync(WorkId id, CancellationToken shutdown)
    {
        using var stop = new CancellationTokenSource();
        if (shutdown.IsCancellationRequested || !active.TryAdd(id, stop))
            return null;
        try
        {
            if (await ledger.AcquireAsync(id, Posix.Self, shutdown) is not { } lease)
                return null;
            LogTaken(logger, lease.Kind, id, lease.Attempt);
            if (lease.StopRequested)
                await stop.CancelAsync();
            var kind = kinds.Single(k => k.Kind == lease.Kind);
            var again = await HoldAsync(kind, lease, stop.Token, shutdown);
            if (again is null)
                await SweepAsync(id, lease.Kind);
            return again;
        }
        finally
        {
            active.TryRemove(id, out _);
        }
    }

    private async Task<TimeSpan?> HoldAsync(IWorkKind kind, WorkLease lease, CancellationToken person, CancellationToken shutdown)
    {
        try
        {
            return await WorkAsync(kind, lease, person, shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return await GiveBackAsync(lease, Shutdown, lease.Faults, attemptOver: false, null, shutdown);
        }
        catch (Exception e)
        {
            // Ours, not the child's: the executable is missing, the disk is full, the database is gone.
            LogFault(logger, e, lease.Kind, lease.Id);
            if (RegistryFault.IsDiskFull(e))
                return await PauseAsync(lease, attemptOver: false, shutdown);
            return await FailAsync(
                kind,
                lease,
                new(RefusalKind.Unavailable, "work.fault", ("why", e is RefusedException refused ? refused.Reason : Refusal.OfSentence(e.Message))),
                null,
                shutdown
            );
        }
    }

    private async Task<TimeSpan?> WorkAsync(IWorkKind kind, WorkLease lease, CancellationToken person, CancellationToken shutdown)
    {
        if (lease.Handle is { } earlier && (await launcher.LookAsync(earlier)).IsKnown)
        {
            LogFollowed(logger, lease.Kind, lease.Id, earlier);
            var left = await FollowAsync(kind, lease, earlier, new(), person, shutdown);
            // Nobody saw how it ended, or it was only asked to end: this holder goes on from its checkpoint.
            var unclear = left.Reason == StopReason.None && CodeOf(kind, earlier, left.State) is null or ChildExit.Cancelled;
            if (!unclear || person.IsCancellationRequested)
                return await ConcludeAsync(kind, lease, earlier, left, shutdown);
        }
        if (person.IsCancellationRequested)
        {
            await kind.EndAsync(lease, WorkEnding.Cancelled, null, lease.Handle is { } last ? FolderOf(last) : null, CancellationToken.None);
            return null;
        }
        if (disk.IsFull())
            return await PauseAsync(lease, attemptOver: false, shutdown);

        var handle = AttemptFolder.Handle(layout, lease.Kind, lease.Id, lease.Attempt + 1);
        var folder = FolderOf(handle);
        if (Directory.Exists(folder.Path))
            Directory.Delete(folder.Path, recursive: true);
        DurableFile.CreateFolder(folder.Launcher);
        WorkStart start;
        try
        {
            start = await kind.PrepareAsync(lease, folder, shutdown);
        }
        catch (RefusedException refused)
        {
            await kind.EndAsync(lease, WorkEnding.Refused, refused.Reason, null, CancellationToken.None);
            return null;
        }
        if (await ledger.BeginAttemptAsync(lease, handle, shutdown) is not { } attempt)
            return null;
        await launcher.StartAsync(handle, start);
        return await ConcludeAsync(kind, attempt, handle, await FollowAsync(kind, attempt, handle, start.Limits, person, shutdown), shutdown);
    }

    private Task<Followed> FollowAsync(
        IWorkKind kind,
        WorkLease lease,
        string handle,
        WorkLimits limits,
        CancellationToken person,
        CancellationToken shutdown
    ) => new WorkFollower(launcher, kind, lease, handle, limits, options.Value, time, logger).FollowAsync(person, shutdown);

    private async Task<TimeSpan?> ConcludeAsync(IWorkKind kind, WorkLease lease, string handle, Followed followed, CancellationToken shutdown)
    {
        var folder = FolderOf(handle);
        var exit = followed.State.ExitCode is { } seen
            ? ChildExit.Of(seen, followed.State.MemoryKill, folder.LastErrors())
            : new(CodeOf(kind, handle, followed.State), null, false, folder.LastErrors());
        var fault = ShownPaths.Of(exit.Reason, layout);
        LogEnded(logger, lease.Kind, lease.Id, exit.Code, exit.Signal, followed.Reason);
        if (followed.Reason == StopReason.LeaseLost)
            return null;
        if (exit.Code != ChildExit.Done)
            await kind.NoteAsync(lease, new("work.attempt.ended", ("attempt", $"{lease.Attempt}"), ("why", followed.Limit ?? fault)), CancellationToken.None);
        switch (exit.Code, followed.Reason)
        {
            case (ChildExit.Done, _):
                return await kind.CompleteAsync(lease, folder, CancellationToken.None) is { } why ? await FailAsync(kind, lease, why, folder, shutdown) : null;
            case (ChildExit.Diverged, _):
                await kind.EndAsync(lease, WorkEnding.Diverged, null, folder, CancellationToken.None);
                return null;
            case (ChildExit.Refused, _):
                await kind.EndAsync(lease, WorkEnding.Refused, fault, folder, CancellationToken.None);
                return null;
            case (_, StopReason.Person):
                await kind.EndAsync(
                    lease,
                    WorkEnding.Cancelled,
                    (exit.Code, exit.Signal) switch
                    {
                        (ChildExit.Cancelled, _) => null,
                        (_, Posix.SigKill) => new(RefusalKind.Conflict, "work.stop.killed"),
                        _ => new(RefusalKind.Conflict, "work.stop.fault", ("why", fault)),
                    },
                    folder,
                    CancellationToken.None
                );
                return null;
            case (_, StopReason.Shutdown):
                return await GiveBackAsync(lease, Shutdown, lease.Faults, attemptOver: true, null, shutdown);
            case (_, StopReason.Limit):
                await kind.EndAsync(lease, WorkEnding.Failed, followed.Limit, folder, CancellationToken.None);
                return null;
            case (_, _) when exit.DiskFull || disk.IsFull():
                return await PauseAsync(lease, attemptOver: true, shutdown);
            case (_, _) when exit.OutOfMemory:
                await kind.EndAsync(lease, WorkEnding.Failed, fault, folder, CancellationToken.None);
                return null;
            case (ChildExit.Cancelled, _):
                // Nobody here asked: somebody outside ended the child by SIGTERM. Its checkpoint is whole.
                return await FailAsync(kind, lease, new(RefusalKind.Unavailable, "work.child.outside"), folder, shutdown);
            default:
                return await FailAsync(kind, lease, fault, folder, shutdown);
        }
    }

    private async Task<TimeSpan?> FailAsync(IWorkKind kind, WorkLease lease, Refusal why, AttemptFolder? folder, CancellationToken shutdown)
    {
        var faults = lease.Faults + 1;
        if (faults >= options.Value.MaxAttempts)
        {
            var reason = faults > 1 ? new Refusal(why.Kind, "work.failed.repeatedly", ("why", why), ("attempts", faults)) : why;
            await PersistAsync(
                async () =>
                {
                    await kind.EndAsync(lease, WorkEnding.Failed, reason, folder, CancellationToken.None);
                    return true;
                },
                shutdown
            );
            return null;
        }
        return await GiveBackAsync(
            lease,
            new(why.Kind, "work.retry", ("attempt", faults), ("attempts", options.Value.MaxAttempts), ("why", why)),
            faults,
            attemptOver: folder is not null,
            options.Value.RetryDelay(faults),
            shutdown
        );
    }

    private async Task<TimeSpan?> GiveBackAsync(WorkLease lease, Refusal reason, int faults, bool attemptOver, TimeSpan? after, CancellationToken shutdown) =>
        await PersistAsync(() => ledger.GiveBackAsync(lease, reason, faults, attemptOver, CancellationToken.None), shutdown) ? after : null;

    // The dispatcher looks for space before it begins again.
    private Task<TimeSpan?> PauseAsync(WorkLease lease, bool attemptOver, CancellationToken shutdown) =>
        GiveBackAsync(lease, disk.Reason, lease.Faults, attemptOver, options.Value.RetryDelay(1), shutdown);

    // The database may lie on the disk that is full: tried until it takes the word, or the next start recovers.
    private async Task<bool> PersistAsync(Func<Task<bool>> write, CancellationToken shutdown)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (true)
        {
            try
            {
                return await write();
            }
            catch (Exception e) when (!shutdown.IsCancellationRequested)
            {
                LogNotWritten(logger, e);
                await timer.WaitForNextTickAsync(shutdown);
            }
        }
    }

    /// <summary>Removes what ended work needs no more; nothing happens where it has not ended.</summary>
    public async Task SweepAsync(WorkId id, WorkKind kind)
    {
        try
        {
            if (await ledger.FindAsync(id, CancellationToken.None) is { Status: WorkStatus.Ended })
                await kinds.Single(k => k.Kind == kind).SweepAsync(id, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSwept(logger, e, id);
        }
    }

    private int? CodeOf(IWorkKind kind, string handle, LaunchState state) => state.ExitCode ?? kind.CodeOf(FolderOf(handle));

    private AttemptFolder FolderOf(string handle) => new(Path.Combine(layout.Root, handle));

    [LoggerMessage(LogLevel.Information, "{Kind} {Work} taken after {Attempt} attempts.")]
    private static partial void LogTaken(ILogger logger, WorkKind kind, WorkId work, int attempt);

    [LoggerMessage(LogLevel.Information, "{Kind} {Work}: attempt {Handle} of an earlier holder is followed.")]
    private static partial void LogFollowed(ILogger logger, WorkKind kind, WorkId work, string handle);

    [LoggerMessage(LogLevel.Information, "{Kind} {Work}: child ended, code {Code}, signal {Signal}, asked by {Reason}.")]
    private static partial void LogEnded(ILogger logger, WorkKind kind, WorkId work, int? code, int? signal, StopReason reason);

    [LoggerMessage(LogLevel.Error, "{Kind} {Work} could not be worked on.")]
    private static partial void LogFault(ILogger logger, Exception e, WorkKind kind, WorkId work);

    [LoggerMessage(LogLevel.Error, "How work ended could not be written; it is tried again.")]
    private static partial void LogNotWritten(ILogger logger, Exception e);

    [LoggerMessage(LogLevel.Warning, "Files of the ended work {Work} could not be removed; the next start removes them.")]
    private static partial void LogNotSwept(ILogger logger, Exception e, WorkId work);
}
