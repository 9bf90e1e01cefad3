using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Work;

public sealed class WorkLedger(RegistryWriter writer, RegistryReader reader) : IWorkLedger
{
    private static readonly Refusal HolderGone = new(RefusalKind.Unavailable, "work.holder.gone");

    public Task<WorkLease?> AcquireAsync(WorkId work, ProcessIdentity holder, CancellationToken cancellationToken) =>
        writer.WriteAsync<WorkLease?>(
            async unit =>
            {
                if (await WorkRows.FindAsync(unit.Context, work, cancellationToken) is not { Status: WorkStatus.Waiting } item)
                    return null;
                item.Acquire(holder);
                (await WorkRows.SubjectAsync(unit.Context, item, cancellationToken)).BeginWork(unit.Now);
                Publish(unit, item);
                return LeaseOf(item);
            },
            cancellationToken
        );

    public Task<WorkLease?> BeginAttemptAsync(WorkLease lease, string handle, CancellationToken cancellationToken) =>
        writer.WriteAsync<WorkLease?>(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } item)
                    return null;
                item.BeginAttempt(handle);
                (await WorkRows.SubjectAsync(unit.Context, item, cancellationToken)).BeginAttempt();
                Publish(unit, item);
                return LeaseOf(item);
            },
            cancellationToken
        );

    public Task<bool> GiveBackAsync(WorkLease lease, Refusal reason, int faults, bool attemptOver, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } item)
                    return false;
                await GiveBackAsync(unit, item, reason, faults, attemptOver, cancellationToken);
                return true;
            },
            cancellationToken
        );

    public Task RecoverAsync(Func<ProcessIdentity, bool> isAlive, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                foreach (var item in await unit.Context.Work.Where(w => w.Status == WorkStatus.Active).ToListAsync(cancellationToken))
                    if (ProcessIdentity.Parse(item.Holder) is not { } holder || !isAlive(holder))
                        await GiveBackAsync(unit, item, HolderGone, item.Faults, attemptOver: false, cancellationToken);
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<WaitingWork>> WaitingAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<WaitingWork>>(
            async context =>
            {
                var waiting = await context.Work.Where(w => w.Status == WorkStatus.Waiting).OrderBy(w => w.Order).ToListAsync(cancellationToken);
                return [.. waiting.OrderByDescending(w => w.Attempt > 0).Select(w => new WaitingWork(w.Id, w.Group, w.Order, w.Handle, w.Reason, w.Attempt))];
            },
            cancellationToken
        );

    public Task<WorkState?> FindAsync(WorkId work, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
                await WorkRows.FindAsync(context, work, cancellationToken) is { } item ? new WorkState(item.Id, item.Kind, item.Status, item.Handle) : null,
            cancellationToken
        );

    private static async Task GiveBackAsync(WriteUnit unit, WorkItem item, Refusal reason, int faults, bool attemptOver, CancellationToken cancellationToken)
    {
        item.GiveBack(reason, faults, attemptOver);
        (await WorkRows.SubjectAsync(unit.Context, item, cancellationToken)).GiveBack(reason);
        Publish(unit, item);
    }

    private static WorkLease LeaseOf(WorkItem item) =>
        new(
            item.Id,
            item.Kind,
            item.Token,
            item.Attempt,
            item.Faults,
            item.Handle,
            new(item.OutputOffset, item.ErrorOffset, item.AttemptSeconds),
            item.StopRequested
        );

    private static void Publish(WriteUnit unit, WorkItem item) => unit.Publish(new(item.Id.Run, [], null) { Project = item.ProjectId });
}
