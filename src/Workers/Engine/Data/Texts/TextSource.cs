using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Labelled texts from wherever a spec may point: a table (<see cref="TextTable"/>), a folder of class folders of <c>.txt</c>, or a dataset manifest of texts. Each
/// <see cref="LabelledFile"/> has its <see cref="LabelledFile.Text"/>, the SHA-256 of it, and a path that is a name alone (<c>reviews.csv#12</c>).</summary>
public static class TextSource
{
    /// <summary>Whether a path holds texts, by what lies there.</summary>
    public static bool IsOne(string path)
    {
        if (Directory.Exists(path))
        {
            return TextFolder.IsOne(path);
        }
        return IsTable(path) || IsManifestOfTexts(path);
    }

    /// <summary>Whether a path is a table of texts.</summary>
    internal static bool IsTable(string path) =>
        File.Exists(path) && TextTable.IsNamedSo(path) && !IsManifest(path) && TextTable.IsOne(Path.GetFileName(path), () => Opened(path));

    /// <summary>All texts but those of the test, in the table's order; those of a folder class by class, as Keras's <c>text_dataset_from_directory</c> lists
    /// them.</summary>
    /// <param name="spec">Says which columns are read, and how; null guesses.</param>
    /// <exception cref="RefusedException">Neither table, folder nor manifest of texts, not usable, or class names that are not there.</exception>
    public static LabelledFiles Open(string path, TrainingSpec? spec = null)
    {
        var found = Find(path, DatasetPart.IsForTraining, spec, spec?.Data.ClassNames);
        if (found.Files.Count == 0)
        {
            throw new RefusedException(new Refusal("texts.source.none", ("path", path)));
        }
        if (found.Kind == DatasetKinds.Class)
        {
            var labels = found.Files.Select(file => file.Label).ToHashSet();
            string[] empty = [.. found.ClassNames.Where((_, label) => !labels.Contains(label))];
            if (found.ClassNames.Count < 2 || empty.Length > 0)
            {
                throw new RefusedException(
                    new Refusal(
                        empty.Length > 0 ? "texts.source.classWithout" : "texts.source.fewerThanTwo",
                        ("path", path),
                        ("received", found.ClassNames.Count),
                        ("empty", empty.FirstOrDefault())
                    )
                );
            }
        }
        return found.InOrder(spec?.Data.ClassNames, grouped: Directory.Exists(path));
    }

    /// <summary>Texts to judge a model by: some of its classes or labels may have none.</summary>
    /// <param name="path">As in <see cref="Open"/>.</param>
    /// <param name="names">The model's classes, labels or targets, in the order of its outputs.</param>
    /// <param name="accept">Brings the targets into the form of the task whose answers are judged.</param>
    /// <param name="part">Only those of this <see cref="DatasetPart"/>; null for all that are labelled.</param>
    /// <param name="spec">As in <see cref="Open"/>.</param>
    /// <exception cref="RefusedException">Not usable, a name that the model does not know or a number that is missing, or no text at all.</exception>
    public static LabelledFiles OpenToJudge(
        string path,
        IReadOnlyList<string> names,
        Func<StoredTargets, StoredTargets> accept,
        string? part = null,
        TrainingSpec? spec = null
    )
    {
        var found = Find(path, of => part is null ? of != DatasetPart.Unlabelled : of == part, spec, names).As(accept);
        return found.Files.Count == 0
            ? throw new RefusedException(new Refusal(part is null ? "texts.source.none" : "texts.source.noneInPart", ("path", path), ("part", part)))
            : DataSource.Judged(found, path, names, part, grouped: Directory.Exists(path));
    }

    /// <summary>The texts that no run is given; none where the source names no test.</summary>
    /// <exception cref="RefusedException">Not usable.</exception>
    public static IReadOnlyList<LabelledFile> Test(string path, TrainingSpec? spec = null) => Find(path, part => part == DatasetPart.Test, spec, null).Files;

    /// <summary>All texts that are labelled, those of the test too.</summary>
    /// <exception cref="RefusedException">Not usable.</exception>
    public static LabelledFiles All(string path, TrainingSpec? spec = null) => Find(path, part => part != DatasetPart.Unlabelled, spec, null);

    private static LabelledFiles Find(string path, Func<string?, bool> wanted, TrainingSpec? spec, IReadOnlyList<string>? names)
    {
        if (Directory.Exists(path))
        {
            var folder = TextFolder.Read(path, spec is null ? null : TextSpec.EncodingOf(spec));
            return wanted(null) ? folder : folder with { Files = [] };
        }
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("texts.source.missing", ("path", path)));
        }
        if (IsManifest(path))
        {
            return OfManifest(path, wanted);
        }
        var choices = spec is null
            ? null
            : new TableChoices
            {
                TextColumn = TextSpec.ColumnOf(spec),
                LabelColumn = TextSpec.LabelColumnOf(spec),
                Encoding = TextSpec.EncodingOf(spec),
            };
        var kind = spec is null ? null : TaskCards.Find(spec.Task)?.Kinds[0];
        var table = TextTable.Read(Path.GetFileName(path), () => Opened(path), choices, kind, spec?.Data.ClassNames ?? names);
        var files = table.ToFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, wanted);
        return table.RefusedCount == 0
            ? files
            : files with
            {
                Notices =
                [
                    new Refusal(
                        "texts.source.refused",
                        ("rows", table.RefusedCount),
                        ("path", path),
                        ("line", table.Refused[0].Line),
                        ("reason", table.Refused[0].Reason!)
                    ).Sentence,
                ],
            };
    }

    private static LabelledFiles OfManifest(string path, Func<string?, bool> wanted)
    {
        var whole = ManifestReader.Read(path);
        if (whole.Input != TextInputCard.InputName)
        {
            throw new RefusedException(new Refusal("texts.source.pictures", ("path", path)));
        }
        var manifest = whole.Where(wanted);
        var number = manifest.ClassNames.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        using var texts = new ManifestTexts(path, manifest);
        // As they lie in their blobs: in the order of the table they came from.
        var files = manifest
            .Entries.OrderBy(entry => entry.Blob)
            .ThenBy(entry => entry.Offset)
            .Select(entry => new LabelledFile(entry.Path, manifest.Kind == DatasetKinds.Class ? number[entry.Class] : 0)
            {
                Text = texts.Read(entry),
                Sha256 = entry.Sha256,
                Part = entry.Part,
                Weight = entry.Weight,
                Target = entry.Labels is { } labels ? DataSource.Marked(labels, number) : entry.Numbers ?? entry.Target,
            })
            .ToList();
        return new LabelledFiles(texts.Root, manifest.ClassNames, files) { Kind = manifest.Kind };
    }

    // A manifest is an object, a table of objects is a list.
    private static bool IsManifest(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !JsonRows.IsList(path);

    private static bool IsManifestOfTexts(string path)
    {
        try
        {
            return File.Exists(path) && IsManifest(path) && ManifestReader.Read(path).Input == TextInputCard.InputName;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static FileStream Opened(string path)
    {
        try
        {
            var stream = File.OpenRead(path);
            if (stream.Length <= TextTable.MostBytes)
            {
                return stream;
            }
            stream.Dispose();
            throw new RefusedException(
                new Refusal("data.table.tooLarge", ("most", TextTable.MostBytes >> 20), ("path", path), ("received", new FileInfo(path).Length >> 20))
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("texts.source.unreadable", ("path", path), ("fault", e.Message)));
        }
    }
}
