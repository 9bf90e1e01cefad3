using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>The same bytes twice: within a class the first path stays; in two classes all stay, flagged, since one of the labels must be wrong.</summary>
internal static class Duplicates
{
    public const string NearConstant = "near-constant";

    /// <summary>The entries that stay, in order; what was refused is added to <paramref name="refused"/>.</summary>
    public static List<DatasetEntry> Resolve(IEnumerable<FoundPicture> found, List<RefusedFile> refused)
    {
        var entries = new List<DatasetEntry>();
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var picture in found)
        {
            if (picture.Entry is not { } entry)
            {
                refused.Add(picture.Refused!);
                continue;
            }
            if (!places.TryGetValue(entry.Sha256, out var same))
            {
                places[entry.Sha256] = same = [];
            }
            if (same.Select(place => entries[place]).FirstOrDefault(other => other.Class == entry.Class) is { } first)
            {
                refused.Add(new RefusedFile(picture.File.Entry.Path, "duplicate", $"Expected each picture once in a class. Received: the same bytes as {first.Path}."));
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
                entries[place] = entries[place] with { Flags = [.. entries[place].Flags ?? [], $"duplicate-of:{other.Path}"] };
            }
        }
        return entries;
    }
}
