using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Works out what lists show of a version from its manifest.</summary>
internal static class DatasetFactsOf
{
    private const int Thumbnails = 8;
    private const int Sizes = 100;

    public static DatasetFacts Version(DatasetVersionId version, DatasetManifest manifest)
    {
        var sizes = manifest
            .Entries.GroupBy(e => (e.Width, e.Height))
            .Select(g => new PictureSize(g.Key.Width, g.Key.Height, g.Count()))
            .OrderByDescending(s => s.Count)
            .ThenBy(s => s.Width)
            .ThenBy(s => s.Height)
            .Take(Sizes);
        return new()
        {
            VersionId = version,
            Kind = manifest.Kind,
            Input = manifest.Input,
            ClassesJson = Write(manifest.Counts()),
            ThumbnailsJson = Write(manifest.Input == InputCards.Pictures ? SampleThumbnails(manifest) : []),
            SizesJson = Write(manifest.Input == InputCards.Pictures ? sizes : []),
            NearConstant = manifest.Entries.Count(e => HasFlag(e, PictureFlags.NearConstant)),
            Duplicates = manifest.Entries.Count(e => HasFlag(e, "duplicate")),
        };
    }

    /// <summary>Whether an entry carries a flag: <c>duplicate</c> stands for <c>duplicate-of:PATH</c> too, <c>frames</c> for <c>frames:N</c> of any N;
    /// <c>unlabelled</c> is one without any label.</summary>
    public static bool HasFlag(DatasetEntry entry, string flag) =>
        flag == PictureFlags.Unlabelled
            ? entry.Labels is { Count: 0 }
            : entry.Flags is { } flags
                && flags.Any(f => f == flag || f.StartsWith(flag == "duplicate" ? PictureFlags.DuplicateOf : flag + ":", StringComparison.Ordinal));

    public static IReadOnlyList<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, DatasetManifest.Json) ?? [];

    // One of each class or label first, then the second of each, until there are enough; of numbers along their range.
    private static List<string> SampleThumbnails(DatasetManifest manifest)
    {
        if (manifest.Kind == DatasetKinds.Numbers)
        {
            var ordered = manifest.Entries.OrderBy(e => e.Numbers![0]).ThenBy(e => e.Path, StringComparer.Ordinal).ToList();
            var shown = Math.Min(Thumbnails, ordered.Count);
            return [.. Enumerable.Range(0, shown).Select(i => ordered[(int)((long)i * (ordered.Count - 1) / Math.Max(1, shown - 1))].MediaKey).Distinct()];
        }
        var byName = manifest
            .Entries.OrderBy(e => e.Path, StringComparer.Ordinal)
            .SelectMany(e => manifest.NamesOf(e).Select(name => (Name: name, Entry: e)))
            .ToLookup(pair => pair.Name, pair => pair.Entry, StringComparer.Ordinal);
        var faces = new List<string>();
        var places = manifest.ClassNames.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        var groups = manifest.ClassNames.ToDictionary(name => name, name => byName[name].Take(Thumbnails * Thumbnails).ToList(), StringComparer.Ordinal);
        for (var round = 0; round < Thumbnails && faces.Count < Thumbnails; round++)
        {
            foreach (var name in manifest.ClassNames.TakeWhile(_ => faces.Count < Thumbnails))
            {
                // A picture of several names is shown once.
                var group = groups[name];
                while (places[name] < group.Count && manifest.Kind != DatasetKinds.Class && faces.Contains(group[places[name]].MediaKey))
                    places[name]++;
                if (places[name] < group.Count)
                    faces.Add(group[places[name]++].MediaKey);
            }
        }
        return faces;
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, DatasetManifest.Json);
}
