using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>When an import as a whole makes no dataset.</summary>
internal static class ClassCheck
{
    /// <summary>Before a byte of a picture is read.</summary>
    /// <exception cref="RefusedException">Fewer than two classes, or no label at all.</exception>
    public static void Names(string source, ClassLayout layout, IReadOnlyList<RefusedFile> refused)
    {
        if (layout is { Kind: not DatasetKinds.Class, Classes.Count: 0 })
        {
            throw new RefusedException($"Expected at least one label among the pictures. Received: {source}, where none of them has any.");
        }
        if (layout is { Kind: DatasetKinds.Class, Classes.Count: < 2 })
        {
            throw new RefusedException(
                $"Expected at least two class folders of pictures. Received: {source} with {(layout.Classes.Count == 0 ? "no class folder" : $"only the class \"{layout.Classes[0]}\"")}{Archive(layout, refused)}.");
        }
    }

    private static string Archive(ClassLayout layout, IReadOnlyList<RefusedFile> refused) =>
        layout.Files.Count == 0 && refused.FirstOrDefault(file => file.Code == NestedArchive.Code) is { } inner ? $", but with the archive {inner.Path}: unpack that and import what is in it" : "";

    /// <summary>The sentence where a class has no good picture, or a dataset of another kind has none at all; else null.</summary>
    public static string? Pictures(string kind, IReadOnlyList<string> classes, IReadOnlyList<DatasetEntry> entries, IReadOnlyList<RefusedFile> refused)
    {
        if (kind != DatasetKinds.Class)
        {
            return entries.Count > 0 ? null : $"Expected at least one good picture. Received: none{(refused.Count > 0 ? $" ({refused[0].Path}: {refused[0].Sentence.TrimEnd('.')})" : "")}.";
        }
        var good = entries.Select(entry => entry.Class).ToHashSet(StringComparer.Ordinal);
        var empty = classes.Where(name => !good.Contains(name)).ToArray();
        if (empty.Length == 0)
        {
            return null;
        }
        var first = refused.FirstOrDefault(file => file.Path.StartsWith(empty[0] + "/", StringComparison.Ordinal) || file.Path.Contains($"/{empty[0]}/", StringComparison.Ordinal));
        return $"Expected at least one good picture in each class. Received: none in \"{empty[0]}\""
            + (empty.Length == 1 ? "" : $" and {empty.Length - 1} more")
            + (first is null ? "." : $" ({first.Path}: {first.Sentence.TrimEnd('.')}).");
    }
}
