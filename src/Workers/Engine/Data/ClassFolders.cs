using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// A folder with one folder a class, listed as Keras's <c>image_dataset_from_directory</c> lists it: class folders by name, then the
/// pictures of each by folder and name, all in ordinal order. Names that begin with a dot are no classes; links to folders inside a
/// class are not followed; a file counts by its ending.
/// </summary>
/// <remarks>https://keras.io/api/data_loading/image/#image_dataset_from_directory-function</remarks>
public static class ClassFolders
{
    /// <summary>The endings Keras accepts, compared without case.</summary>
    public static readonly IReadOnlyList<string> Endings = [".bmp", ".gif", ".jpeg", ".jpg", ".png"];

    /// <summary>All pictures in listing order.</summary>
    /// <exception cref="RefusedException">No such folder, fewer than two classes, or a class without pictures.</exception>
    public static LabelledFiles List(string folder) => List(folder, all: true);

    /// <param name="all">Whether two classes are needed and pictures in each, as for training; else one picture is enough.</param>
    /// <param name="endings">Of the files that count; null for pictures'.</param>
    internal static LabelledFiles List(string folder, bool all, IReadOnlyList<string>? endings = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new RefusedException(new Refusal("data.folders.missing", ("folder", folder)));
        }
        var classes = Directory
            .EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (classes.Length < (all ? 2 : 1))
        {
            throw new RefusedException(
                new Refusal(
                    all ? "data.folders.fewerThanTwo" : "data.folders.none",
                    ("folder", folder),
                    ("received", classes.Length == 0 ? new Refusal("data.words.none") : new Refusal("data.words.only", ("name", classes[0])))
                )
            );
        }
        var files = new List<LabelledFile>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var label = 0; label < classes.Length; label++)
        {
            var before = files.Count;
            Walk(Path.Combine(folder, classes[label]), classes[label], label, endings ?? Endings, files, leftOut);
            if (all && files.Count == before)
            {
                throw new RefusedException(
                    new Refusal("data.folders.noPicture", ("endings", string.Join(", ", endings ?? Endings)), ("class", classes[label]))
                );
            }
        }
        return new LabelledFiles(folder, classes, files) { LeftOut = leftOut };
    }

    private static void Walk(
        string root,
        string className,
        int label,
        IReadOnlyList<string> endings,
        List<LabelledFile> files,
        SortedDictionary<string, int> leftOut
    )
    {
        // Keras sorts the walked folders by their whole path, then names within each.
        var folders = new List<(string Path, string Relative)> { (root, className) };
        for (var i = 0; i < folders.Count; i++)
        {
            foreach (var child in new DirectoryInfo(folders[i].Path).EnumerateDirectories().Where(child => child.LinkTarget is null))
            {
                folders.Add((child.FullName, $"{folders[i].Relative}/{child.Name}"));
            }
        }
        foreach (var (path, relative) in folders.OrderBy(folder => folder.Relative, StringComparer.Ordinal))
        {
            var taken = Directory
                .EnumerateFiles(path)
                .Select(file => Path.GetFileName(file))
                .ToLookup(name => endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
            foreach (var ending in taken[false].Where(PictureKinds.IsNamedSo).Select(name => Path.GetExtension(name).ToLowerInvariant()))
            {
                leftOut[ending] = leftOut.GetValueOrDefault(ending) + 1;
            }
            var names = taken[true].Order(StringComparer.Ordinal);
            files.AddRange(names.Select(name => new LabelledFile($"{relative}/{name}", label)));
        }
    }
}
