using System.Collections.Concurrent;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Drafts kept by the server for as long as it runs, the newest 500: a link to one works in another tab and after a lost circuit.</summary>
public sealed class SpecDrafts
{
    private const int Kept = 500;
    private readonly ConcurrentDictionary<string, SpecDraft> drafts = new();
    private readonly ConcurrentQueue<string> order = new();

    /// <returns>The id for the URL.</returns>
    public string Add(SpecDraft draft)
    {
        var id = Guid.CreateVersion7().ToString("N");
        drafts[id] = draft;
        order.Enqueue(id);
        while (drafts.Count > Kept && order.TryDequeue(out var oldest))
            drafts.TryRemove(oldest, out _);
        return id;
    }

    public SpecDraft? Find(string? id) => id is not null && drafts.TryGetValue(id, out var draft) ? draft : null;
}
