using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Launching;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>How an attempt was followed to its end.</summary>
/// <param name="Reason">The first who asked; None where it ended by itself.</param>
/// <param name="Limit">The limit that it went over.</param>
internal sealed record Followed(LaunchState State, StopReason Reason, Refusal? Limit);

/// <summary>Follows one attempt from the byte that is stored to its end: stores what it says, and ends it when a person, the shutdown, a limit or a lost lease
/// asks for it. Whether it was started by this process makes no difference.</summary>
/// <remarks>What the database can't take now stays in the attempt's files and is read again: nothing is kept in memory, and the child goes on.</remarks>
internal sealed partial class WorkFollower(
    ILauncher launcher,
    IWorkKind kind,
    WorkLease lease,
    string handle,
    WorkLimits limits,
    WorkerOptions options,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private WorkOffsets offsets = lease.Offsets;
    private StopReason reason;
    private Refusal? limit;
    private long stopped;
    private long pressed;
    private int failures;
    private long failed;

    public async Task<Followed> FollowAsync(CancellationToken person, CancellationToken shutdown)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            // Looked at before reading: what it wrote last is read in the round after its end.
            var state = await launcher.LookAsync(handle);
            var read = await StoreAsync(state);
            if (reason == StopReason.LeaseLost)
            {
                await launcher.StopAsync(handle, force: true);
                return new(state, reason, null);
            }
            if (!state.IsAlive && read)
                return new(state, reason, limit);
            // The dashboard ends and the database takes nothing: the next start reads the rest.
            if (!state.IsAlive && shutdown.IsCancellationRequested && failures > 0)
                return new(state, StopReason.Shutdown, null);
            if (state.IsAlive)
                await StopAsync(person, shutdown);
        } while (await timer.WaitForNextTickAsync(CancellationToken.None));
        throw new InvalidOperationException("A timer without an end has ended.");
    }

    /// <returns>Whether everything written so far is stored.</returns>
    private async Task<bool> StoreAsync(LaunchState state)
    {
        if (failures > 0 && time.GetElapsedTime(failed) < TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.25 * Math.Pow(2, failures))))
            return false;
        try
        {
            while (true)
            {
                var output = await WorkTail.ReadAsync(
                    await launcher.OutputAsync(handle, errors: false, offsets.Output),
                    limits.LineBytes,
                    toTheEnd: !state.IsAlive
                );
                var errors = await WorkTail.ReadAsync(
                    await launcher.OutputAsync(handle, errors: true, offsets.Error),
                    limits.LineBytes,
                    toTheEnd: !state.IsAlive
                );
                var next = new WorkOffsets(offsets.Output + output.Bytes, offsets.Error + errors.Bytes, Math.Max(offsets.Seconds, state.Seconds));
                if (output.TooLong || errors.TooLong || next.Output + next.Error > limits.OutputBytes)
                    Limit(
                        new(
                            RefusalKind.TooLarge,
                            "work.child.output",
                            RefusalValue.OfBytes("limit", output.TooLong || errors.TooLong ? limits.LineBytes : limits.OutputBytes)
                        )
                    );
                if (output.Bytes + errors.Bytes == 0)
                    return true;
                if (!await kind.StoreAsync(lease, new(output.Lines, errors.Lines), next, CancellationToken.None))
                {
                    reason = StopReason.LeaseLost;
                    return false;
                }
                (offsets, failures) = (next, 0);
                if (limit is not null)
                    return true;
            }
        }
        catch (Exception e)
        {
            failures++;
            failed = time.GetTimestamp();
            LogNotStored(logger, e, lease.Id, failures);
            return false;
        }
    }

    private async Task StopAsync(CancellationToken person, CancellationToken shutdown)
    {
        if (limit is not null)
        {
            await launcher.StopAsync(handle, force: true);
            return;
        }
        if (reason == StopReason.None)
        {
            if (person.IsCancellationRequested)
                reason = StopReason.Person;
            else if (shutdown.IsCancellationRequested && !launcher.OutlivesSupervisor)
                reason = StopReason.Shutdown;
            else
                return;
            (stopped, pressed) = (time.GetTimestamp(), time.GetTimestamp());
            await launcher.StopAsync(handle, force: false);
        }
        else if (time.GetElapsedTime(stopped) > (reason == StopReason.Shutdown ? options.ShutdownGrace : options.StopGrace))
        {
            await launcher.StopAsync(handle, force: true);
        }
        else if (shutdown.IsCancellationRequested && time.GetElapsedTime(pressed) > TimeSpan.FromSeconds(1))
        {
            // Asked twice, it writes its checkpoint and leaves the rest.
            pressed = time.GetTimestamp();
            await launcher.StopAsync(handle, force: false);
        }
    }

    private void Limit(Refusal what)
    {
        limit ??= what;
        if (reason == StopReason.None)
            reason = StopReason.Limit;
    }

    [LoggerMessage(LogLevel.Warning, "What the child of work {Work} said could not be stored (try {Attempt}); it is read again.")]
    private static partial void LogNotStored(ILogger logger, Exception e, WorkId work, int attempt);
}
