namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What two versions say of a picture, compared by names: both may number them otherwise.</summary>
internal sealed class TargetDifference
{
    private readonly DatasetManifest before;
    private readonly DatasetManifest after;
    private readonly ITargetKind? kind;
    private readonly string[] all;
    private readonly int[] now;
    private int[] old;
    private IReadOnlyDictionary<string, string?> renamed = new Dictionary<string, string?>();

    public TargetDifference(DatasetManifest before, DatasetManifest after)
    {
        (this.before, this.after) = (before, after);
        kind = before.Kind == after.Kind ? TargetKinds.Find(before.Kind) : null;
        all = [.. after.ClassNames.Union(before.ClassNames, StringComparer.Ordinal)];
        (old, now) = (Numbers(before.ClassNames), Numbers(after.ClassNames));
    }

    /// <summary>Takes names of the earlier version for others from now on.</summary>
    /// <param name="into">The new name of each; null leaves it out.</param>
    public void Rename(IReadOnlyDictionary<string, string?> into)
    {
        renamed = into;
        old = Numbers(before.ClassNames.Select(name => into.GetValueOrDefault(name, name)));
    }

    /// <summary>Whether a picture of the earlier version has a name that is taken for another.</summary>
    public bool IsRenamed(DatasetEntry picture) => renamed.Count > 0 && before.NamesOf(picture).Any(renamed.ContainsKey);

    public IReadOnlyList<LabelChange> Changes(DatasetEntry from, DatasetEntry to)
    {
        if (kind is not null)
            return Things(from, to);
        if (from.Numbers is not null && to.Numbers is not null)
            return Values(from, to);
        if (
            DatasetKinds.IsOfATask(before.Kind)
            || before.Kind == DatasetKinds.Numbers
            || DatasetKinds.IsOfATask(after.Kind)
            || after.Kind == DatasetKinds.Numbers
        )
            return from.SaysTheSame(to) ? [] : [new(null, null, 1)];
        return Labels(from, to);
    }

    private IReadOnlyList<LabelChange> Labels(DatasetEntry from, DatasetEntry to)
    {
        if (renamed.Count == 0 && from.Labels is null && to.Labels is null)
            return from.Class == to.Class ? [] : [new(from.Class, to.Class, 1)];
        var names = from.Names.Select(name => renamed.GetValueOrDefault(name, name)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        string[] gone = [.. names.Except(to.Names, StringComparer.Ordinal)];
        string[] fresh = [.. to.Names.Except(names, StringComparer.Ordinal)];
        return from.Labels is null && to.Labels is null && gone is [var was] && fresh is [var becomes]
            ? [new(was, becomes, 1)]
            : [.. gone.Select(name => new LabelChange(name, null, 1)), .. fresh.Select(name => new LabelChange(null, name, 1))];
    }

    private IReadOnlyList<LabelChange> Values(DatasetEntry from, DatasetEntry to) =>
        [
            .. all.Select((name, i) => (name, From: Array.IndexOf(old, i), To: Array.IndexOf(now, i)))
                .Where(number => number.From >= 0 && number.To >= 0 && !from.Numbers![number.From].Equals(to.Numbers![number.To]))
                .Select(number => new LabelChange(number.name, number.name, 1)),
        ];

    private IReadOnlyList<LabelChange> Things(DatasetEntry from, DatasetEntry to)
    {
        if (from.Turn == to.Turn && old.SequenceEqual(now) && from.Target!.SequenceEqual(to.Target!))
            return [];
        var target = from.Turn == to.Turn ? from.Target! : kind!.Turned(from.Target!, from.Turn, to.Turn);
        return
        [
            .. kind!
                .Changes(kind.Renumbered(target, old), kind.Renumbered(to.Target!, now))
                .CountBy(change => change)
                .Select(count => new LabelChange(Name(count.Key.From), Name(count.Key.To), count.Value)),
        ];
    }

    private string? Name(int? number) => number is { } known ? all[known] : null;

    private int[] Numbers(IEnumerable<string?> names) => [.. names.Select(name => name is null ? -1 : Array.IndexOf(all, name))];
}
