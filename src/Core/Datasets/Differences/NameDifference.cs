namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What became of the names that only one of two versions has: from what is said otherwise of their pictures.</summary>
internal sealed class NameDifference(DatasetManifest before, DatasetManifest after)
{
    private readonly Dictionary<string, Fate> gone = before
        .ClassNames.Except(after.ClassNames, StringComparer.Ordinal)
        .ToDictionary(name => name, _ => new Fate(), StringComparer.Ordinal);

    /// <summary>The name that all pictures of a gone name have instead; null where they have none. What is in neither way is not among them.</summary>
    public IReadOnlyDictionary<string, string?> Into =>
        gone.Where(name => name.Value.IsSettled).ToDictionary(name => name.Key, name => name.Value.Into, StringComparer.Ordinal);

    public IReadOnlyList<NameChange> All
    {
        get
        {
            var into = Into;
            var taken = into.Values.OfType<string>().CountBy(name => name).ToDictionary(StringComparer.Ordinal);
            var (was, now) = (Pictures(before), Pictures(after));
            bool IsMerge(string name) => taken[name] > 1 || before.ClassNames.Contains(name, StringComparer.Ordinal);
            return
            [
                .. gone.Keys.Select(name =>
                    into.GetValueOrDefault(name) is { } next
                        ? new NameChange(name, next, IsMerge(next), was[name])
                        : new NameChange(name, null, IsMerge: false, was[name])
                ),
                .. after
                    .ClassNames.Except(before.ClassNames, StringComparer.Ordinal)
                    .Where(name => !taken.ContainsKey(name))
                    .Select(name => new NameChange(null, name, IsMerge: false, now[name])),
            ];
        }
    }

    /// <param name="changes">Between both, before any name is taken for another.</param>
    public void Observe(DatasetEntry old, DatasetEntry now, IReadOnlyList<LabelChange> changes)
    {
        if (gone.Count == 0 || changes.Count == 0)
            return;
        if (old.Target is null)
        {
            foreach (var name in old.Names)
                if (gone.TryGetValue(name, out var fate))
                    fate.Observe(now.Names, now.Names.Except(old.Names, StringComparer.Ordinal));
            return;
        }
        foreach (var change in changes)
        {
            string[] instead = change.To is { } to ? [to] : [];
            if (change.From is { } from && gone.TryGetValue(from, out var fate))
                fate.Observe(instead, instead);
        }
    }

    private static Dictionary<string, int> Pictures(DatasetManifest manifest) =>
        manifest.Counts().ToDictionary(count => count.Class, count => count.Count, StringComparer.Ordinal);

    private sealed class Fate
    {
        private readonly HashSet<string> fresh = new(StringComparer.Ordinal);
        private HashSet<string>? common;

        /// <summary>Whether the same became of it wherever it was.</summary>
        public bool IsSettled => common is not null && (fresh.Count == 0 || Into is not null);

        /// <summary>What all have now that had it, some of them newly.</summary>
        public string? Into => common?.Where(fresh.Contains).Order(StringComparer.Ordinal).FirstOrDefault();

        /// <param name="now">What one that had it has now.</param>
        /// <param name="newly">What of that it had not before.</param>
        public void Observe(IEnumerable<string> now, IEnumerable<string> newly)
        {
            if (common is null)
                common = now.ToHashSet(StringComparer.Ordinal);
            else
                common.IntersectWith(now);
            fresh.UnionWith(newly);
        }
    }
}
