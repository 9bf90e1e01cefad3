using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Labelled pictures from wherever a spec may point: a folder of class folders, a table of pictures, annotation files with their pictures, or a dataset
/// manifest with content-addressed pictures.</summary>
public static class DataSource
{
    /// <summary>
    /// All pictures but those of the test and those that nobody labelled, in the order in which <see cref="ClassFolders"/> would list them; so the same version of a dataset splits alike
    /// however it is stored.
    /// </summary>
    /// <param name="path">A folder, a table (<c>.csv</c>, <c>.tsv</c>, <c>.jsonl</c>, a <c>.json</c> list), a file of an
    /// <see cref="IAnnotationFormat"/>, or a <c>.json</c> manifest.</param>
    /// <param name="classNames">The classes in the order of their numbers; null for all by name.</param>
    /// <param name="images">Where the pictures of an annotation file lie, relative to it; null for its own folder.</param>
    /// <exception cref="RefusedException">Neither folder, table nor manifest, not usable, or class names that are not there.</exception>
    public static LabelledFiles Open(string path, IReadOnlyList<string>? classNames = null, string? images = null)
    {
        // A table's order is its own; folders and manifests stand class by class.
        return Find(path, all: true, DatasetPart.IsForTraining, classNames, images).InOrder(classNames, grouped: !PictureTable.IsOne(path));
    }

    /// <summary>Pictures to judge a model by: some of its classes or labels may have none.</summary>
    /// <param name="path">As in <see cref="Open"/>.</param>
    /// <param name="names">The model's classes, labels or targets, in the order of its outputs.</param>
    /// <param name="accept">Brings the targets into the form of the task whose answers are judged.</param>
    /// <param name="part">Only those of this <see cref="DatasetPart"/>; null for all that are labelled.</param>
    /// <exception cref="RefusedException">Not usable, a name that the model does not know or a number that is missing, or no picture at all.</exception>
    public static LabelledFiles OpenToJudge(string path, IReadOnlyList<string> names, Func<StoredTargets, StoredTargets> accept, string? part = null)
    {
        var found = Find(path, all: false, of => part is null ? of != DatasetPart.Unlabelled : of == part, names).As(accept);
        return Judged(found, path, names, part, grouped: !PictureTable.IsOne(path));
    }

    /// <summary>What of it is judged by a model of these names.</summary>
    /// <param name="grouped">Whether examples stand class by class.</param>
    /// <exception cref="RefusedException">A name that the model does not know or a number that is missing, or nothing at all.</exception>
    internal static LabelledFiles Judged(LabelledFiles found, string path, IReadOnlyList<string> names, string? part, bool grouped)
    {
        var what =
            found.Kind == DatasetKinds.Class ? "classes"
            : found.Kind == DatasetKinds.Labels ? "labels"
            : "numbers";
        string[] unknown = found.Kind == DatasetKinds.Numbers ? [] : [.. found.ClassNames.Except(names, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new RefusedException(
                new Refusal($"data.judge.unknown.{what}", ("names", string.Join(", ", names)), ("path", path), ("received", string.Join(", ", unknown)))
            );
        }
        if (found.Kind == DatasetKinds.Numbers && names.Except(found.ClassNames, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw new RefusedException(
                new Refusal("data.judge.numbersMissing", ("names", string.Join(", ", names)), ("path", path), ("missing", string.Join(", ", missing)))
            );
        }
        if (found.Files.Count == 0)
        {
            throw new RefusedException(new Refusal(part is null ? $"data.judge.none.{what}" : $"data.judge.noneInPart.{what}", ("path", path), ("part", part)));
        }
        return found.Kind == DatasetKinds.Class ? found.Numbered(names, grouped)
            : DatasetKinds.IsOfATask(found.Kind) ? found.InOrder(names, grouped: false)
            : found.Picked(names);
    }

    /// <summary>The pictures that no run is given; none where the source names no test.</summary>
    /// <exception cref="RefusedException">Not usable.</exception>
    public static IReadOnlyList<LabelledFile> Test(string path) => Find(path, all: false, part => part == DatasetPart.Test).Files;

    /// <summary>All pictures that are labelled, those of the test too.</summary>
    /// <exception cref="RefusedException">Not usable.</exception>
    public static LabelledFiles All(string path) => Find(path, all: false, part => part != DatasetPart.Unlabelled);

    private static LabelledFiles Find(string path, bool all, Func<string?, bool> wanted, IReadOnlyList<string>? names = null, string? images = null) =>
        PictureTable.IsOne(path) ? PictureTable.Read(path, all, wanted, names) : AnnotatedFolder.Read(path, wanted, images) ?? OpenClasses(path, all, wanted);

    private static LabelledFiles OpenClasses(string path, bool all, Func<string?, bool> wanted)
    {
        if (Directory.Exists(path) || !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            var folder = ClassFolders.List(path, all);
            return wanted(null) ? folder : folder with { Files = [] };
        }
        var whole = ManifestReader.Read(path);
        var manifest = whole.Where(wanted);
        var blobs = manifest.BlobsBeside(path);
        var number = manifest.ClassNames.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var files = manifest
            .Entries.Select(entry => new LabelledFile(
                entry.Path,
                manifest.Kind == DatasetKinds.Class ? number[entry.Class] : 0,
                Path.Combine(blobs, entry.Sha256[..2], entry.Sha256)
            )
            {
                Sha256 = entry.Sha256,
                Part = entry.Part,
                Turn = entry.Turn,
                Weight = entry.Weight,
                Target = entry.Labels is { } labels ? Marked(labels, number) : entry.Numbers ?? entry.Target,
            })
            .ToList();
        if (all && files.Count == 0)
        {
            throw new RefusedException(new Refusal("data.pictures.none", ("path", path)));
        }
        var missing =
            manifest.Kind != DatasetKinds.Class ? [] : manifest.ClassNames.Where((_, label) => files.TrueForAll(file => file.Label != label)).ToArray();
        if (all && manifest.Kind == DatasetKinds.Class && (manifest.ClassNames.Count < 2 || missing.Length > 0))
        {
            throw new RefusedException(
                new Refusal(
                    missing.Length > 0 ? "data.classes.withoutPictures" : "data.classes.fewerThanTwo",
                    ("path", path),
                    ("received", manifest.ClassNames.Count),
                    ("empty", missing.FirstOrDefault())
                )
            );
        }
        // Class by class as folders are read; without classes by path, so that the same pictures stand alike whatever named them.
        return new LabelledFiles(
            blobs,
            manifest.ClassNames,
            manifest.Kind != DatasetKinds.Class
                ? [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]
                :
                [
                    .. files
                        .OrderBy(file => file.Label)
                        .ThenBy(file => FolderOf(file.Path), StringComparer.Ordinal)
                        .ThenBy(file => file.Path, StringComparer.Ordinal),
                ]
        )
        {
            Kind = manifest.Kind,
            IsUpright = whole.IsUpright,
        };
    }

    internal static double[] Marked(IReadOnlyList<string> labels, IReadOnlyDictionary<string, int> number)
    {
        var marks = new double[number.Count];
        foreach (var label in labels)
        {
            marks[number[label]] = 1;
        }
        return marks;
    }

    // Without its last slash, as Keras sorts: "a" comes before "a-b", but "a-b/" before "a/".
    private static string FolderOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}
