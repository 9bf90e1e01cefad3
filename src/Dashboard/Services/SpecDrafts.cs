using System.Collections.Concurrent;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>A spec on its way to the New run page: <c>/runs/new?draft=ID</c>.</summary>
/// <param name="Parent">The run it came from, or null.</param>
/// <param name="Why">One line that the page shows: "Branch of run 12", "Remedy: more augmentation".</param>
public sealed record SpecDraft(TrainingSpec Spec, DatasetVersionId? Dataset, RunId? Parent, string Why);

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
        while (drafts.Count > Kept && order.TryDequeue(out var oldest)) drafts.TryRemove(oldest, out _);
        return id;
    }

    public SpecDraft? Find(string? id) => id is not null && drafts.TryGetValue(id, out var draft) ? draft : null;
}
