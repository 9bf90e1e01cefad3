using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Workers' writes, each fenced by the lease's token within the transaction that writes.</summary>
public sealed partial class RunLedger(RegistryWriter writer, RegistryReader reader, DatabaseClock clock, IRunFeed feed, LeaseOptions lease, ILogger<RunLedger> logger) : IRunLedger
{
    // Progress comes four times a second; pages get each of it, the disk one in two seconds.
    private static readonly TimeSpan ProgressPause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<RunId, DateTimeOffset> progressStored = new();

    public Task<RunLease?> AcquireAsync(RunId run, string node, CancellationToken cancellationToken) => writer.WriteAsync<RunLease?>(
        async unit =>
        {
            if (await unit.Context.Runs.SingleOrDefaultAsync(r => r.Id == run, cancellationToken) is not { } stored || stored.Status.IsFinished()) return null;
            if (stored.Status.IsActive() && stored.LeaseExpiresAt > unit.Now) return null;
            if (stored.Status is RunStatus.Stopping)
            {
                // Its worker is gone and nobody wants it to go on.
                Abandon(unit, stored);
                return null;
            }
            var token = stored.Acquire(node, unit.Now, lease.Duration);
            unit.Publish(new(run, [], stored.Status));
            return new(run, stored.Number, token, stored.Attempts, stored.SpecJson, stored.DatasetVersionId);
        },
        cancellationToken);

    public Task<RunStatus?> HeartbeatAsync(RunLease held, CancellationToken cancellationToken) => writer.WriteAsync<RunStatus?>(
        async unit =>
        {
            if (await HeldAsync(unit, held, cancellationToken) is not { } run) return null;
            run.RenewLease(unit.Now, lease.Duration);
            return run.Status;
        },
        cancellationToken);

    public async Task<bool> AppendAsync(RunLease held, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken)
    {
        if (!events.All(e => e is ProgressEvent)) return await StoreAsync(held, events, cancellationToken);
        if (progressStored.TryGetValue(held.Run, out var last) && clock.Now - last < ProgressPause) return await TellAsync(held, events, cancellationToken);
        progressStored[held.Run] = clock.Now;
        return await StoreAsync(held, events, cancellationToken);
    }

    private async Task<bool> TellAsync(RunLease held, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken)
    {
        // Four times a second: the two columns that decide, not the run and its spec.
        var now = await reader.ReadAsync(context => context.Runs.Where(r => r.Id == held.Run).Select(r => new { r.LeaseToken, r.Status }).SingleOrDefaultAsync(cancellationToken), cancellationToken);
        if (now is null || now.LeaseToken != held.Token || !now.Status.IsActive()) return false;
        feed.Publish(new(held.Run, [.. events.Select(RunEventJson.Finite)], null));
        return true;
    }

    private Task<bool> StoreAsync(RunLease held, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken) => writer.WriteAsync(
        async unit =>
        {
            if (await HeldAsync(unit, held, cancellationToken) is not { } run) return false;
            var before = run.Status;
            var told = await new RunEventRecorder(unit, run, held.Attempt).RecordAsync(events, cancellationToken);
            run.RenewLease(unit.Now, lease.Duration);
            unit.Publish(new(run.Id, told, run.Status == before ? null : run.Status));
            return true;
        },
        cancellationToken);

    public Task<bool> FinishAsync(RunLease held, RunStatus status, string? detail, RunOutputs? files, CancellationToken cancellationToken) => writer.WriteAsync(
        async unit =>
        {
            if (await HeldAsync(unit, held, cancellationToken) is not { } run) return false;
            run.Finish(status, detail is null ? null : PlainText.Line(detail), unit.Now);
            progressStored.TryRemove(run.Id, out _);
            if (files is not null && await RunOutputsRecorder.RecordAsync(unit.Context, run, files, cancellationToken) is { } fault) LogEvaluation(run.Number, fault);
            unit.Publish(new(run.Id, [], run.Status));
            return true;
        },
        cancellationToken);

    public Task<bool> InterruptAsync(RunLease held, string reason, CancellationToken cancellationToken) => writer.WriteAsync(
        async unit =>
        {
            if (await HeldAsync(unit, held, cancellationToken) is not { } run) return false;
            GiveBack(unit, run, PlainText.Line(reason));
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<RunId>> RecoverAsync(string? restartedNode, CancellationToken cancellationToken) => writer.WriteAsync<IReadOnlyList<RunId>>(
        async unit =>
        {
            var (active, waiting) = (RunStatusGroups.Active, RunStatusGroups.Waiting);
            var runs = await unit.Context.Runs.Where(r => active.Contains(r.Status) || waiting.Contains(r.Status)).OrderBy(r => r.Number).ToListAsync(cancellationToken);
            foreach (var run in runs.Where(r => r.Status.IsActive()))
            {
                if (run.LeaseNode == restartedNode) GiveBack(unit, run, "Its worker was restarted; it goes on from its last checkpoint.");
                else if (run.LeaseExpiresAt <= unit.Now) GiveBack(unit, run, "Its worker went away; it goes on from its last checkpoint.");
            }
            return [.. runs.Where(r => waiting.Contains(r.Status)).Select(r => r.Id)];
        },
        cancellationToken);

    private static async Task<Run?> HeldAsync(WriteUnit unit, RunLease held, CancellationToken cancellationToken)
    {
        var run = await unit.Context.Runs.SingleOrDefaultAsync(r => r.Id == held.Run, cancellationToken);
        return run?.HoldsLease(held.Token) == true ? run : null;
    }

    private static void GiveBack(WriteUnit unit, Run run, string reason)
    {
        if (run.Status is RunStatus.Stopping)
        {
            Abandon(unit, run);
            return;
        }
        run.Interrupt(reason);
        unit.Publish(new(run.Id, [], run.Status));
    }

    private static void Abandon(WriteUnit unit, Run run)
    {
        run.Finish(RunStatus.Cancelled, "It was asked to stop, and its worker ended before it answered; the last checkpoint is kept.", unit.Now);
        unit.Publish(new(run.Id, [], run.Status));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The evaluation of run {Number} can't be read: {Fault}")]
    private partial void LogEvaluation(int number, string fault);
}
