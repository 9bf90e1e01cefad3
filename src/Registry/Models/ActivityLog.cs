using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

/// <summary>The append-only log: each line is sealed by the rule of <see cref="ActivityChain"/>.</summary>
internal static class ActivityLog
{
    /// <summary>Adds a line in the caller's transaction. The unit's write lock keeps two lines from following the same one.</summary>
    public static async Task AppendAsync(WriteUnit unit, string actor, string action, string subject, string sentence, string? reason, ModelId? model, CancellationToken cancellationToken)
    {
        var last = await unit.Context.Activity.OrderByDescending(e => e.Id).Select(e => e.Hash).FirstOrDefaultAsync(cancellationToken);
        var entry = new ActivityEntry(unit.Now, actor, action, subject, sentence, reason, model);
        entry.Seal(ActivityChain.HashOf(last ?? "", entry));
        unit.Context.Add(entry);
        // Saved at once: a second line of the same unit must follow this one.
        await unit.Context.SaveChangesAsync(cancellationToken);
    }
}
