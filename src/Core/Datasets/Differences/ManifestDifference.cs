namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What differs between two manifests. A picture is the same where bytes and path are; then where its bytes are; then where its path is.</summary>
public sealed class ManifestDifference
{
    private ManifestDifference(
        IReadOnlyList<PictureChange> pictures,
        int unchanged,
        IReadOnlyList<NameChange> names,
        IReadOnlyList<LabelChange> labels,
        IReadOnlyList<PartChange> parts
    ) => (Pictures, Unchanged, Names, Labels, Parts) = (pictures, unchanged, names, labels, parts);

    /// <summary>Those that differ, in path order.</summary>
    public IReadOnlyList<PictureChange> Pictures { get; }

    /// <summary>How many pictures do not.</summary>
    public int Unchanged { get; }

    /// <summary>Names that only one of both has.</summary>
    public IReadOnlyList<NameChange> Names { get; }

    /// <summary>What is said otherwise, beyond <see cref="Names"/>; the most frequent first.</summary>
    public IReadOnlyList<LabelChange> Labels { get; }

    /// <summary>From which part to which pictures went, the most frequent first.</summary>
    public IReadOnlyList<PartChange> Parts { get; }

    /// <summary>Pictures of each kind of change, in the order of <see cref="ChangeKinds.All"/>.</summary>
    public IReadOnlyList<ChangeCount> Counts =>
        [.. ChangeKinds.All.Select(kind => new ChangeCount(kind, Pictures.Count(picture => picture.Kinds.Contains(kind)))).Where(count => count.Pictures > 0)];

    public static ManifestDifference Between(DatasetManifest before, DatasetManifest after)
    {
        var (pairs, removed, added) = Pair(before, after);
        var targets = new TargetDifference(before, after);
        var names = new NameDifference(before, after);
        foreach (var (old, now) in pairs)
            names.Observe(old, now, targets.Changes(old, now));
        targets.Rename(names.Into);
        var changes = new List<PictureChange>();
        foreach (var (old, now) in pairs)
        {
            var labels = targets.Changes(old, now);
            List<string> kinds = [.. Kinds(old, now)];
            if (labels.Count > 0)
                kinds.Add(ChangeKinds.Relabelled);
            if (targets.IsRenamed(old))
                kinds.Add(ChangeKinds.Names);
            if (kinds.Count > 0)
                changes.Add(new(old, now, kinds, labels));
        }
        changes.AddRange(removed.Select(old => new PictureChange(old, null, [ChangeKinds.Removed], [])));
        changes.AddRange(added.Select(now => new PictureChange(null, now, [ChangeKinds.Added], [])));
        var paired = changes.Where(change => change is { Before: not null, After: not null }).ToList();
        return new(
            [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal)],
            pairs.Count - paired.Count,
            names.All,
            [
                .. paired
                    .SelectMany(change => change.Labels)
                    .GroupBy(label => (label.From, label.To))
                    .Select(same => new LabelChange(same.Key.From, same.Key.To, same.Sum(label => label.Count)))
                    .OrderByDescending(label => label.Count)
                    .ThenBy(label => label.From, StringComparer.Ordinal)
                    .ThenBy(label => label.To, StringComparer.Ordinal),
            ],
            [
                .. paired
                    .Where(change => change.Before!.Part != change.After!.Part)
                    .CountBy(change => (change.Before!.Part, change.After!.Part))
                    .Select(count => new PartChange(count.Key.Item1, count.Key.Item2, count.Value))
                    .OrderByDescending(part => part.Pictures)
                    .ThenBy(part => part.From, StringComparer.Ordinal)
                    .ThenBy(part => part.To, StringComparer.Ordinal),
            ]
        );
    }

    private static IEnumerable<string> Kinds(DatasetEntry old, DatasetEntry now)
    {
        if (old.Part != now.Part)
            yield return ChangeKinds.Moved;
        if (old.Turn != now.Turn)
            yield return ChangeKinds.Turned;
        if (old.Weight != now.Weight)
            yield return ChangeKinds.Weighted;
        if (old.Path != now.Path)
            yield return ChangeKinds.Renamed;
        if (old.Sha256 != now.Sha256)
            yield return ChangeKinds.Replaced;
    }

    private static (List<(DatasetEntry Old, DatasetEntry Now)> Pairs, IReadOnlyList<DatasetEntry> Removed, IReadOnlyList<DatasetEntry> Added) Pair(
        DatasetManifest before,
        DatasetManifest after
    )
    {
        var pairs = new List<(DatasetEntry Old, DatasetEntry Now)>(before.Entries.Count);
        IReadOnlyList<DatasetEntry> removed = before.Entries,
            added = after.Entries;
        Match(entry => (entry.Sha256, entry.Path));
        Match(entry => (entry.Sha256, ""));
        Match(entry => ("", entry.Path));
        return (pairs, removed, added);

        void Match(Func<DatasetEntry, (string, string)> key)
        {
            if (removed.Count == 0 || added.Count == 0)
                return;
            var open = added.GroupBy(key).ToDictionary(same => same.Key, same => new Queue<DatasetEntry>(same));
            removed =
            [
                .. removed.Where(old =>
                {
                    if (!open.TryGetValue(key(old), out var same) || !same.TryDequeue(out var now))
                        return true;
                    pairs.Add((old, now));
                    return false;
                }),
            ];
            added = [.. open.Values.SelectMany(same => same)];
        }
    }
}
