namespace MlOpsDashboard.Core.Datasets;

/// <summary>The same bytes twice: of which the same is said (within a part, where parts are decided) the first path stays; with two classes, labels, numbers
/// or parts all stay, flagged.</summary>
public static class DuplicatePictures
{
    /// <param name="dropped">Called with an entry that does not stay and the one that stays for it.</param>
    /// <returns>The entries that stay, in order, flagged anew.</returns>
    public static IReadOnlyList<DatasetEntry> Resolve(IEnumerable<DatasetEntry> all, Action<DatasetEntry, DatasetEntry>? dropped = null)
    {
        var entries = new List<DatasetEntry>();
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var entry in all.Select(Unflagged))
        {
            if (!places.TryGetValue(entry.Sha256, out var same))
                places[entry.Sha256] = same = [];
            if (same.Select(place => entries[place]).FirstOrDefault(other => other.Part == entry.Part && other.SaysTheSame(entry)) is { } first)
            {
                dropped?.Invoke(entry, first);
                continue;
            }
            same.Add(entries.Count);
            entries.Add(entry);
        }
        foreach (var same in places.Values.Where(same => same.Count > 1))
        {
            foreach (var place in same)
            {
                var other = entries[place == same[0] ? same[1] : same[0]];
                entries[place] = entries[place] with { Flags = [.. entries[place].Flags ?? [], PictureFlags.DuplicateOf + other.Path] };
            }
        }
        return entries;
    }

    private static DatasetEntry Unflagged(DatasetEntry entry)
    {
        if (entry.Flags is not { } flags || !flags.Any(IsDuplicate))
            return entry;
        List<string> others = [.. flags.Where(flag => !IsDuplicate(flag))];
        return entry with { Flags = others.Count == 0 ? null : others };
    }

    private static bool IsDuplicate(string flag) => flag.StartsWith(PictureFlags.DuplicateOf, StringComparison.Ordinal);
}
