using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Work;

/// <summary>Rows of work within a transaction.</summary>
internal static class WorkRows
{
    /// <summary>The work, or null where the lease is lost.</summary>
    public static async Task<WorkItem?> HeldAsync(RegistryContext context, WorkLease lease, CancellationToken cancellationToken) =>
        await FindAsync(context, lease.Id, cancellationToken) is { } work && work.IsHeldWith(lease.Token) ? work : null;

    public static Task<WorkItem?> FindAsync(RegistryContext context, WorkId id, CancellationToken cancellationToken) =>
        context.Work.SingleOrDefaultAsync(w => w.Id == id, cancellationToken);

    /// <summary>Puts it at the end of the queue: a new row, or the one that has ended.</summary>
    public static async Task QueueAsync(WriteUnit unit, WorkId id, WorkKind kind, string group, ProjectId project, CancellationToken cancellationToken)
    {
        var order = (await unit.Context.Work.MaxAsync(w => (long?)w.Order, cancellationToken) ?? 0) + 1;
        if (await FindAsync(unit.Context, id, cancellationToken) is { } known)
            known.Requeue(group, order);
        else
            unit.Context.Add(new WorkItem(id, kind, group, order, project, unit.Now));
    }

    /// <summary>What the work is for.</summary>
    public static async Task<IWorkSubject> SubjectAsync(RegistryContext context, WorkItem work, CancellationToken cancellationToken)
    {
        switch (work.Kind)
        {
            case WorkKind.Training:
                var run = work.Id.Run;
                return await context.Runs.SingleAsync(r => r.Id == run, cancellationToken);
            case WorkKind.Import:
                var import = work.Id.Import;
                return await context.Imports.SingleAsync(i => i.Id == import, cancellationToken);
            case WorkKind.Gate:
                var review = work.Id.Review;
                return await context.Reviews.SingleAsync(r => r.Id == review, cancellationToken);
            case WorkKind.Rerun:
                return await context.Certificates.SingleAsync(c => c.Id == work.Id, cancellationToken);
            default:
                throw new InvalidOperationException($"Work of the kind {work.Kind} has no subject.");
        }
    }
}
