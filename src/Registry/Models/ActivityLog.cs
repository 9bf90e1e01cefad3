using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

/// <summary>The append-only log: each line is sealed by the rule of <see cref="ActivityChain"/>.</summary>
internal static class ActivityLog
{
    /// <summary>Adds a line, which is stored with what the unit changes, or not at all.</summary>
    /// <param name="project">Of the object: its lines are for those who see it.</param>
    /// <param name="said">What happened.</param>
    /// <param name="of">A run, dataset, import, model or custom model, by its id.</param>
    public static void Append(WriteUnit unit, Caller by, ProjectId project, ObjectReference of, string action, string subject, Refusal said, string? reason) =>
        unit.Say(new(unit.Now, by, action, subject, said, reason, project, of));

    /// <summary>Chains the unit's lines to the last one and stores them. The unit's write lock keeps two from following the same one.</summary>
    public static async Task StoreAsync(WriteUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Lines.Count == 0)
            return;
        var last = await unit.Context.Activity.OrderByDescending(e => e.Id).Select(e => e.Hash).FirstOrDefaultAsync(cancellationToken) ?? "";
        foreach (var line in unit.Lines)
            line.Seal(last = ActivityChain.HashOf(last, line));
        unit.Context.AddRange(unit.Lines);
        await unit.Context.SaveChangesAsync(cancellationToken);
        // The numbers are the order of the chain.
        if (!unit.Lines.Select(l => l.Id).SequenceEqual(unit.Lines.Select(l => l.Id).Order()))
            throw new InvalidOperationException("Expected the lines of the activity log to be numbered in their order.");
    }
}
