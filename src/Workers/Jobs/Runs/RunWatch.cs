using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Who asked a child to end.</summary>
public enum StopReason { None, Person, Shutdown, LeaseLost, DatabaseLost }

/// <param name="Reason">The first who asked; None where it ended by itself.</param>
internal sealed record Watched(ChildExit Exit, StopReason Reason, FinishedEvent? Finished);

/// <summary>Watches one child from its start to its end: reads what it says, keeps the lease, and ends it when a person, the shutdown or a lost lease asks for it.</summary>
internal sealed partial class RunWatch(IChild child, RunLease lease, IRunLedger ledger, RunEventWriter writer, WorkerOptions options, TimeProvider time, ILogger logger)
{
    private readonly TaskCompletionSource<StopReason> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="after">Events of this time or earlier are known already; for a child that was taken over.</param>
    public async Task<Watched> WatchAsync(DateTimeOffset after, CancellationToken person, CancellationToken shutdown)
    {
        await using var byPerson = person.Register(() => stop.TrySetResult(StopReason.Person));
        await using var byShutdown = shutdown.Register(() => stop.TrySetResult(StopReason.Shutdown));
        using var ended = new CancellationTokenSource();
        var writing = WriteAsync();
        var reading = Task.WhenAll(ReadEventsAsync(after), ReadErrorsAsync());
        var heartbeat = HeartbeatAsync(ended.Token);
        var stopping = StopAsync();

        var exit = await child.Exit;
        await reading;
        writer.Complete();
        await writing;
        await ended.CancelAsync();
        await heartbeat;
        var reason = stop.Task.IsCompletedSuccessfully ? await stop.Task : StopReason.None;
        stop.TrySetResult(StopReason.None);
        await stopping;
        return new(exit, reason, writer.Finished);
    }

    private async Task ReadEventsAsync(DateTimeOffset after)
    {
        await foreach (var line in child.Output.ReadAllAsync(CancellationToken.None))
        {
            if (RunEventJson.TryRead(line) is not { } e) writer.AddLog("stdout", line);
            else if (e.Time > after) writer.Add(e);
        }
    }

    private async Task ReadErrorsAsync()
    {
        await foreach (var line in child.Errors.ReadAllAsync(CancellationToken.None)) writer.AddLog("stderr", line);
    }

    private async Task WriteAsync()
    {
        try
        {
            if (!await writer.RunAsync()) Lose(StopReason.LeaseLost);
        }
        catch (Exception e)
        {
            LogDatabaseLost(logger, e, lease.Number);
            Lose(StopReason.DatabaseLost);
        }
    }

    private async Task HeartbeatAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(options.Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                try
                {
                    switch (await ledger.HeartbeatAsync(lease, ended))
                    {
                        case null:
                            Lose(StopReason.LeaseLost);
                            return;
                        case RunStatus.Stopping:
                            stop.TrySetResult(StopReason.Person);
                            break;
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // A missed beat is no lost lease; the next one tells.
                    LogHeartbeatFailed(logger, e, lease.Number);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The child has ended.
        }
    }

    // Whoever may write no more must not train any more: no time for a checkpoint, another worker goes on from the last one.
    private void Lose(StopReason reason)
    {
        stop.TrySetResult(reason);
        child.Kill();
    }

    private async Task StopAsync()
    {
        if (await stop.Task is not (StopReason.Person or StopReason.Shutdown)) return;
        child.AskToEnd();
        await Task.WhenAny(child.Exit, Task.Delay(options.StopGrace, time));
        if (!child.Exit.IsCompleted) child.Kill();
    }

    [LoggerMessage(LogLevel.Warning, "The heartbeat of run {Run} failed.")]
    private static partial void LogHeartbeatFailed(ILogger logger, Exception e, int run);

    [LoggerMessage(LogLevel.Error, "The database could not be written; the child of run {Run} is ended.")]
    private static partial void LogDatabaseLost(ILogger logger, Exception e, int run);
}
