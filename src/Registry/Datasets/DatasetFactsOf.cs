using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Works out what lists show of a version from its manifest.</summary>
internal static class DatasetFactsOf
{
    private const int Thumbnails = 8;
    private const int Sizes = 100;

    public static DatasetFacts Version(DatasetVersionId version, DatasetManifest manifest)
    {
        var byClass = manifest.Entries.GroupBy(e => e.Class).ToDictionary(g => g.Key, g => g.OrderBy(e => e.Path, StringComparer.Ordinal).ToList());
        var classes = manifest.ClassNames.Select(c => new ClassCount(c, byClass.TryGetValue(c, out var entries) ? entries.Count : 0)).ToList();
        var sizes = manifest.Entries.GroupBy(e => (e.Width, e.Height)).Select(g => new PictureSize(g.Key.Width, g.Key.Height, g.Count()))
            .OrderByDescending(s => s.Count).ThenBy(s => s.Width).ThenBy(s => s.Height).Take(Sizes);
        return new()
        {
            VersionId = version,
            ClassesJson = Write(classes),
            ThumbnailsJson = Write(Faces(manifest.ClassNames, byClass)),
            SizesJson = Write(sizes),
            NearConstant = manifest.Entries.Count(e => HasFlag(e, PictureFlags.NearConstant)),
            Duplicates = manifest.Entries.Count(e => HasFlag(e, "duplicate")),
        };
    }

    /// <summary>Whether an entry carries a flag: <c>duplicate</c> stands for <c>duplicate-of:PATH</c> too, <c>frames</c> for <c>frames:N</c> of any N.</summary>
    public static bool HasFlag(DatasetEntry entry, string flag) =>
        entry.Flags is { } flags && flags.Any(f => f == flag || f.StartsWith(flag == "duplicate" ? PictureFlags.DuplicateOf : flag + ":", StringComparison.Ordinal));

    public static IReadOnlyList<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, DatasetManifest.Json) ?? [];

    // One of each class first, then the second of each, until there are enough.
    private static List<string> Faces(IReadOnlyList<string> classes, Dictionary<string, List<DatasetEntry>> byClass)
    {
        var faces = new List<string>();
        for (var round = 0; round < Thumbnails && faces.Count < Thumbnails; round++)
            foreach (var name in classes)
                if (faces.Count < Thumbnails && byClass.TryGetValue(name, out var entries) && round < entries.Count) faces.Add(entries[round].MediaKey);
        return faces;
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, DatasetManifest.Json);
}
