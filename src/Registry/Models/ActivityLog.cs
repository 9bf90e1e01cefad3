using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

/// <summary>The append-only log: each line is sealed with a hash over the line before it and itself, so that an edit behind the registry shows.</summary>
/// <remarks>What the chain can't show is the loss of its newest lines; a copy of the newest hash kept elsewhere would.</remarks>
internal static class ActivityLog
{
    /// <summary>Adds a line in the caller's transaction. The unit's write lock keeps two lines from following the same one.</summary>
    public static async Task AppendAsync(WriteUnit unit, string actor, string action, string subject, string sentence, string? reason, ModelId? model, CancellationToken cancellationToken)
    {
        var last = await unit.Context.Activity.OrderByDescending(e => e.Id).Select(e => e.Hash).FirstOrDefaultAsync(cancellationToken);
        var entry = new ActivityEntry(unit.Now, actor, action, subject, sentence, reason, model);
        entry.Seal(HashOf(last ?? "", entry));
        unit.Context.Add(entry);
        // Saved at once: a second line of the same unit must follow this one.
        await unit.Context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The id of the first line that does not follow from the one before it, or null where all do.</summary>
    public static async Task<long?> FindBreakAsync(RegistryContext context, CancellationToken cancellationToken)
    {
        var last = "";
        await foreach (var entry in context.Activity.AsNoTracking().OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.Hash != HashOf(last, entry)) return entry.Id;
            last = entry.Hash;
        }
        return null;
    }

    private static string HashOf(string last, ActivityEntry e) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new object?[] { last, e.Time.UtcTicks, e.Actor, e.Action, e.Subject, e.Sentence, e.Reason, e.ModelId?.ToString() })));
}
