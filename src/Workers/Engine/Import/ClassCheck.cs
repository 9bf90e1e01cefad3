using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

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
            throw new RefusedException(
                DatasetKinds.IsOfATask(layout.Kind)
                    ? new Refusal("imports.names.none", ("source", source))
                    : new Refusal("imports.labels.none", ("source", source))
            );
        }
        if (layout is { Kind: DatasetKinds.Class, Classes.Count: < 2 })
        {
            var only = layout.Classes.Count == 0 ? new Refusal("imports.words.noClass") : new Refusal("imports.words.onlyClass", ("class", layout.Classes[0]));
            throw new RefusedException(
                layout.Files.Count == 0 && refused.FirstOrDefault(file => file.Code == NestedArchive.Code) is { } inner
                    ? new Refusal("imports.classes.inArchive", ("source", source), ("received", only), ("archive", inner.Path))
                    : new Refusal("imports.classes.fewerThanTwo", ("source", source), ("received", only))
            );
        }
    }

    /// <summary>The refusal where a class has no good picture, or a dataset of another kind has none at all; else null.</summary>
    public static Refusal? Pictures(string kind, IReadOnlyList<string> classes, IReadOnlyList<DatasetEntry> entries, IReadOnlyList<RefusedFile> refused)
    {
        if (kind != DatasetKinds.Class)
        {
            return AnyPicture(entries, refused);
        }
        var good = entries.Select(entry => entry.Class).ToHashSet(StringComparer.Ordinal);
        var empty = classes.Where(name => !good.Contains(name)).ToArray();
        if (empty.Length == 0)
        {
            return null;
        }
        var first = refused.FirstOrDefault(file =>
            file.Path.StartsWith(empty[0] + "/", StringComparison.Ordinal) || file.Path.Contains($"/{empty[0]}/", StringComparison.Ordinal)
        );
        var which =
            empty.Length == 1
                ? new Refusal("imports.words.class", ("class", empty[0]))
                : new Refusal("imports.words.classAndMore", ("class", empty[0]), ("more", empty.Length - 1));
        return first is null
            ? new("imports.class.empty", ("which", which))
            : new("imports.class.allRefused", ("which", which), ("path", first.Path), ("reason", Reason(first)));
    }

    /// <summary>The refusal where there is no good picture at all; else null.</summary>
    public static Refusal? AnyPicture(IReadOnlyList<DatasetEntry> entries, IReadOnlyList<RefusedFile> refused) =>
        entries.Count > 0 ? null
        : refused.Count == 0 ? new("imports.pictures.none")
        : new Refusal("imports.pictures.allRefused", ("path", refused[0].Path), ("reason", Reason(refused[0])));

    private static Refusal Reason(RefusedFile file) => file.Reason ?? Refusal.OfSentence(file.Sentence);
}
