using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Workers' writes to runs, each fenced by the lease's token within the transaction that writes.</summary>
public sealed partial class RunLedger(RegistryWriter writer, RegistryReader reader, IRunFeed feed, TimeProvider time, ILogger<RunLedger> logger) : IRunLedger
{
    // Progress comes four times a second; pages get each of it, the disk one in two seconds.
    private static readonly TimeSpan ProgressPause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<WorkId, long> progressStored = new();

    public Task<HeldRun?> ReadAsync(WorkLease lease, CancellationToken cancellationToken) =>
        reader.ReadAsync<HeldRun?>(
            async context =>
            {
                if (await WorkRows.HeldAsync(context, lease, cancellationToken) is null)
                    return null;
                var id = lease.Id.Run;
                var run = await context.Runs.SingleAsync(r => r.Id == id, cancellationToken);
                return new(run.Id, run.Number, run.SpecJson, run.DatasetVersionId)
                {
                    Branch = await RunCurvesReading.OriginAsync(context, id, cancellationToken) is { } origin
                        ? new(
                            origin.Run,
                            await context.Runs.Where(r => r.Id == origin.Run).Select(r => r.SpecJson).SingleAsync(cancellationToken),
                            origin.Epochs
                        )
                        : null,
                };
            },
            cancellationToken
        );

    public async Task<bool> AppendAsync(
        WorkLease lease,
        IReadOnlyList<RunEvent> events,
        IReadOnlyList<OutputLine> lines,
        WorkOffsets offsets,
        CancellationToken cancellationToken
    )
    {
        if (lines.Count > 0 || !events.All(e => e is ProgressEvent))
            return await StoreAsync(lease, events, lines, offsets, cancellationToken);
        if (progressStored.TryGetValue(lease.Id, out var last) && time.GetElapsedTime(last) < ProgressPause)
            return await TellAsync(lease, events, cancellationToken);
        progressStored[lease.Id] = time.GetTimestamp();
        return await StoreAsync(lease, events, lines, offsets, cancellationToken);
    }

    private async Task<bool> TellAsync(WorkLease lease, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken)
    {
        // Four times a second: the columns that decide, not the run and its spec.
        var held = await reader.ReadAsync(
            context =>
                context
                    .Work.Where(w => w.Id == lease.Id && w.Token == lease.Token && w.Status == WorkStatus.Active)
                    .Select(w => (ProjectId?)w.ProjectId)
                    .SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );
        if (held is not { } project)
            return false;
        try
        {
            feed.Publish(new(lease.Id.Run, [.. events.Select(RunEventJson.Finite)], null) { Project = project });
        }
        catch (Exception e)
        {
            LogSubscriber(e);
        }
        return true;
    }

    private Task<bool> StoreAsync(
        WorkLease lease,
        IReadOnlyList<RunEvent> events,
        IReadOnlyList<OutputLine> lines,
        WorkOffsets offsets,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work)
                    return false;
                var run = await RunAsync(unit, lease, cancellationToken);
                var before = run.Status;
                // The same output once more; what the dashboard itself adds comes at the lease's own place.
                if ((offsets.Output, offsets.Error) != (lease.Offsets.Output, lease.Offsets.Error) && work.HasDelivered(offsets))
                    (events, lines) = ([], []);
                var told = await new RunEventRecorder(unit, run, lease.Attempt).RecordAsync(events, lines, cancellationToken);
                work.Deliver(offsets);
                run.RecordDuration(work.Seconds);
                unit.Publish(new(run.Id, told, run.Status == before ? null : run.Status) { Project = run.ProjectId });
                return true;
            },
            cancellationToken
        );

    public Task<bool> FinishAsync(WorkLease lease, RunStatus status, Refusal? why, RunOutputs? files, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work)
                    return false;
                var run = await RunAsync(unit, lease, cancellationToken);
                run.Finish(status, why, unit.Now);
                work.End();
                progressStored.TryRemove(lease.Id, out _);
                if (files is not null && await RunOutputsRecorder.RecordAsync(unit.Context, run, files, cancellationToken) is { } fault)
                    LogEvaluation(run.Number, fault);
                unit.Publish(new(run.Id, [], run.Status) { Project = run.ProjectId });
                return true;
            },
            cancellationToken
        );

    private static Task<Run> RunAsync(WriteUnit unit, WorkLease lease, CancellationToken cancellationToken)
    {
        var id = lease.Id.Run;
        return unit.Context.Runs.SingleAsync(r => r.Id == id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The evaluation of run {Number} can't be read: {Fault}")]
    private partial void LogEvaluation(int number, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of the run feed failed")]
    private partial void LogSubscriber(Exception exception);
}
