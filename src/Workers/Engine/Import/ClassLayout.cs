using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A candidate picture and where it belongs.</summary>
/// <param name="Path">Its path in the manifest: below the folder that holds the class folders.</param>
internal sealed record ClassFile(SourceEntry Entry, string Path, string Class)
{
    /// <summary>One of <see cref="DatasetPart"/> where folders or a table say so.</summary>
    public string? Part { get; init; }

    /// <summary>The labels that a table gives; null where it gives a class or numbers. <see cref="Class"/> is empty then.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The numbers that a table gives, one for each of <see cref="ClassLayout.Classes"/>.</summary>
    public IReadOnlyList<double>? Numbers { get; init; }

    /// <summary>Its place among annotated pictures, which say its target; null where it has none.</summary>
    public int? Annotated { get; init; }

    /// <summary>The weight that a table gives.</summary>
    public float? Weight { get; init; }
}

/// <summary>
/// Which file belongs to which class: the first folder is the class, as <c>image_dataset_from_directory</c> reads a folder. A folder around
/// all class folders is looked through, and folders named train, val and test are parts (<see cref="FolderParts"/>), not classes.
/// Pictures stand in Keras's order: by class, then by folder, then by name, all ordinal.
/// </summary>
internal sealed class ClassLayout
{
    /// <param name="readParts">Whether folders named train, val and test are parts; else they are classes.</param>
    /// <param name="counts">Which files are examples; null for pictures.</param>
    public ClassLayout(IReadOnlyList<SourceEntry> entries, bool readParts = true, Func<SourceEntry, bool>? counts = null)
    {
        counts ??= IsPicture;
        var around = Around(entries, counts);
        var inside = entries
            .Where(entry => entry.Path.StartsWith(around, StringComparison.Ordinal))
            .ToLookup(entry => entry.IsFolder, entry => (Entry: entry, Path: entry.Path[around.Length..]));
        var parts = readParts
            ? FolderParts.Find(
                inside[false].Where(file => counts(file.Entry)).Select(file => file.Path),
                inside[true].Select(folder => folder.Path).Where(path => !path.Contains('/', StringComparison.Ordinal))
            )
            : null;
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        var files = new List<ClassFile>();
        var refused = new List<RefusedFile>();
        foreach (var entry in entries)
        {
            if (!entry.Path.StartsWith(around, StringComparison.Ordinal))
            {
                continue;
            }
            var path = entry.Path[around.Length..];
            var (part, name) = Place(parts, entry.IsFolder ? path + "/" : path);
            if (name is not null)
            {
                classes.Add(name);
            }
            if (entry.IsFolder)
            {
                continue;
            }
            if (!counts(entry))
            {
                // Lists and read-me files beside the class folders are nobody's picture.
                if (name is not null && !NestedArchive.IsOne(entry))
                {
                    refused.Add(
                        new RefusedFile(
                            entry.Path,
                            "not-an-image",
                            new Refusal("imports.file.ending", ("endings", string.Join(", ", PictureKinds.Endings)), ("received", entry.Name))
                        )
                    );
                }
            }
            else if (name is null)
            {
                refused.Add(
                    new RefusedFile(entry.Path, "no-class", new Refusal(parts is null ? "imports.picture.besideClasses" : "imports.picture.besideParts"))
                );
            }
            else
            {
                files.Add(new ClassFile(entry, path, name) { Part = part });
            }
        }
        files.Sort(InKerasOrder);
        (Classes, Files, Refused) = ([.. classes], files, refused);
    }

    // No class where the file lies outside of every part that is named.
    private static (string? Part, string? Class) Place(FolderParts? parts, string path)
    {
        if (parts is null)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            return (null, slash < 0 ? null : path[..slash]);
        }
        var (part, name) = parts.Of(path);
        return part is null ? (null, null) : (part, name);
    }

    /// <summary>All pictures, in whatever folders, as a dataset of a kind in which nothing is said of them yet.</summary>
    public static ClassLayout Unlabelled(IReadOnlyList<SourceEntry> entries, string kind)
    {
        var around = Around(entries, IsPicture);
        return new(
            [],
            [
                .. entries
                    .Where(entry => !entry.IsFolder && IsPicture(entry))
                    .Select(entry => new ClassFile(entry, entry.Path[around.Length..], ""))
                    .OrderBy(file => file.Path, StringComparer.Ordinal),
            ],
            []
        )
        {
            Kind = kind,
        };
    }

    /// <summary>A layout that is known.</summary>
    public ClassLayout(IReadOnlyList<string> classes, IReadOnlyList<ClassFile> files, IReadOnlyList<RefusedFile> refused) =>
        (Classes, Files, Refused) = (classes, files, refused);

    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>Classes or labels in ordinal order, with those that hold no file; or the names of numbers in the table's order.</summary>
    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<ClassFile> Files { get; }

    public IReadOnlyList<RefusedFile> Refused { get; }

    internal static bool IsPicture(SourceEntry entry) => PictureKinds.IsNamedSo(entry.Path);

    private static string Around(IReadOnlyList<SourceEntry> entries, Func<SourceEntry, bool> counts)
    {
        var around = "";
        while (true)
        {
            string? only = null;
            foreach (var entry in entries)
            {
                if (!entry.Path.StartsWith(around, StringComparison.Ordinal))
                {
                    continue;
                }
                var slash = entry.Path.IndexOf('/', around.Length);
                if (slash < 0 && !entry.IsFolder)
                {
                    if (counts(entry))
                    {
                        return around;
                    }
                    continue;
                }
                var top = slash < 0 ? entry.Path[around.Length..] : entry.Path[around.Length..slash];
                only ??= top;
                if (top != only)
                {
                    return around;
                }
            }
            var inner = $"{around}{only}/";
            if (only is null || !entries.Any(entry => HoldsFolder(entry, inner)) || entries.Any(entry => Holds(entry, inner, counts)))
            {
                return around;
            }
            around = inner;
        }
    }

    private static bool HoldsFolder(SourceEntry entry, string folder) =>
        entry.Path.StartsWith(folder, StringComparison.Ordinal) && (entry.IsFolder || entry.Path.IndexOf('/', folder.Length) >= 0);

    private static bool Holds(SourceEntry entry, string folder, Func<SourceEntry, bool> counts) =>
        entry.Path.StartsWith(folder, StringComparison.Ordinal) && !entry.IsFolder && entry.Path.IndexOf('/', folder.Length) < 0 && counts(entry);

    private static int InKerasOrder(ClassFile a, ClassFile b)
    {
        var order = string.CompareOrdinal(a.Class, b.Class);
        order = order != 0 ? order : string.CompareOrdinal(Folder(a.Path), Folder(b.Path));
        return order != 0 ? order : string.CompareOrdinal(a.Entry.Name, b.Entry.Name);
    }

    private static string Folder(string path) => path[..path.LastIndexOf('/')];
}
