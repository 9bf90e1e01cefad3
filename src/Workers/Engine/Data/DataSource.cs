using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Labelled pictures from wherever a spec may point: a folder of class folders, a table of pictures, or a dataset manifest with content-addressed pictures.</summary>
public static class DataSource
{
    /// <summary>
    /// All pictures but those of the test, in the order in which <see cref="ClassFolders"/> would list them; so the same version of a dataset splits alike however it is stored.
    /// </summary>
    /// <param name="path">A folder, a table (<c>.csv</c>, <c>.tsv</c>, <c>.jsonl</c>, a <c>.json</c> list), or a <c>.json</c> manifest.</param>
    /// <param name="classNames">The classes in the order of their numbers; null for all by name.</param>
    /// <exception cref="RefusedException">Neither folder, table nor manifest, not usable, or class names that are not there.</exception>
    public static LabelledFiles Open(string path, IReadOnlyList<string>? classNames = null)
    {
        // A table's order is its own; folders and manifests stand class by class.
        return Find(path, all: true, part => part != DatasetPart.Test, classNames).InOrder(classNames, grouped: !PictureTable.IsOne(path));
    }

    /// <summary>Pictures to judge a model by: some of its classes or labels may have none.</summary>
    /// <param name="path">As in <see cref="Open"/>.</param>
    /// <param name="names">The model's classes, labels or targets, in the order of its outputs.</param>
    /// <param name="accept">Makes targets of the kind that the model answers with.</param>
    /// <param name="part">Only those of this <see cref="DatasetPart"/>; null for all.</param>
    /// <exception cref="RefusedException">Not usable, a name that the model does not know or a number that is missing, or no picture at all.</exception>
    public static LabelledFiles OpenToJudge(string path, IReadOnlyList<string> names, Func<LabelledFiles, LabelledFiles> accept, string? part = null)
    {
        var found = accept(Find(path, all: false, of => part is null || of == part, names));
        var what = found.Kind == TargetKind.Class ? "classes" : found.Kind == TargetKind.Labels ? "labels" : "numbers";
        string[] unknown = found.Kind == TargetKind.Numbers ? [] : [.. found.ClassNames.Except(names, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new RefusedException($"Expected pictures of the model's {what} ({string.Join(", ", names)}) in {path}. Received also: {string.Join(", ", unknown)}.");
        }
        if (found.Kind == TargetKind.Numbers && names.Except(found.ClassNames, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw new RefusedException($"Expected the model's numbers ({string.Join(", ", names)}) in {path}. Received none for: {string.Join(", ", missing)}.");
        }
        if (found.Files.Count == 0)
        {
            throw new RefusedException($"Expected pictures of the model's {what} in {path}{(part is null ? "" : $" in the part {part}")}. Received: none.");
        }
        return found.Kind == TargetKind.Class ? found.Numbered(names, grouped: !PictureTable.IsOne(path)) : found.Picked(names);
    }

    /// <summary>The pictures that no run is given; none where the source names no test.</summary>
    /// <exception cref="RefusedException">Not usable.</exception>
    public static IReadOnlyList<LabelledFile> Test(string path) => Find(path, all: false, part => part == DatasetPart.Test).Files;

    private static LabelledFiles Find(string path, bool all, Func<string?, bool> wanted, IReadOnlyList<string>? names = null)
        => PictureTable.IsOne(path) ? PictureTable.Read(path, all, wanted, names) : OpenClasses(path, all, wanted);

    private static LabelledFiles OpenClasses(string path, bool all, Func<string?, bool> wanted)
    {
        if (Directory.Exists(path) || !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            var folder = ClassFolders.List(path, all);
            return wanted(null) ? folder : folder with { Files = [] };
        }
        var whole = Read(path);
        var manifest = whole.Where(wanted);
        var blobs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, manifest.BlobRoot));
        var labels = manifest.ClassNames.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var files = new List<LabelledFile>(manifest.Entries.Count);
        foreach (var entry in manifest.Entries)
        {
            if (!labels.TryGetValue(entry.Class, out var label) || !StorageLayout.IsSha256(entry.Sha256))
            {
                throw new RefusedException($"Expected every entry of {path} to have a class of the manifest and a SHA-256. Received: \"{entry.Path}\".");
            }
            files.Add(new LabelledFile(entry.Path, label, Path.Combine(blobs, entry.Sha256[..2], entry.Sha256))
            {
                Sha256 = entry.Sha256,
                Part = entry.Part,
                Turn = entry.Turn,
                Weight = entry.Weight,
            });
        }
        var missing = manifest.ClassNames.Where((_, label) => files.TrueForAll(file => file.Label != label)).ToArray();
        if (all && (manifest.ClassNames.Count < 2 || missing.Length > 0))
        {
            throw new RefusedException(
                $"Expected at least two classes with pictures in {path}. Received: {manifest.ClassNames.Count}{(missing.Length > 0 ? $", none in \"{missing[0]}\"" : "")}.");
        }
        return new LabelledFiles(blobs, manifest.ClassNames, [.. files
            .OrderBy(file => file.Label)
            .ThenBy(file => FolderOf(file.Path), StringComparer.Ordinal)
            .ThenBy(file => file.Path, StringComparer.Ordinal)]) { IsUpright = whole.IsUpright };
    }

    // Without its last slash, as Keras sorts: "a" comes before "a-b", but "a-b/" before "a/".
    private static string FolderOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    private static (string Expected, string Received)? Fault(DatasetManifest manifest)
    {
        if (manifest.ClassNames.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice) return ("each class once", $"\"{twice.Key}\" twice");
        if (manifest.Entries.FirstOrDefault(entry => entry.Part is not (null or DatasetPart.Training or DatasetPart.Validation or DatasetPart.Test)) is { } odd)
            return ("the part of each picture to be training, validation or test", $"\"{odd.Part}\" of \"{odd.Path}\"");
        if (manifest.Entries.FirstOrDefault(entry => entry.Weight is not (null or >= 0 and <= PictureTable.MostWeight)) is { } heavy) return ($"a weight from 0 to {PictureTable.MostWeight:0} for each picture", FormattableString.Invariant($"{heavy.Weight} of \"{heavy.Path}\""));
        return manifest.Entries.FirstOrDefault(entry => entry.Turn is < 2 or > 8) is { } turned ? ("pictures turned by an EXIF orientation from 2 to 8", $"{turned.Turn} of \"{turned.Path}\"") : null;
    }

    private static DatasetManifest Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<DatasetManifest>(stream, DatasetManifest.Json) switch
            {
                { Format: > DatasetManifest.NewestFormat } newer => throw new RefusedException($"Expected a dataset manifest of format {DatasetManifest.NewestFormat} or older. Received: {path} of format {newer.Format}."),
                { IsWhole: true } manifest when Fault(manifest) is { } fault => throw new RefusedException($"Expected {fault.Expected} in {path}. Received: {fault.Received}."),
                { IsWhole: true } manifest => manifest,
                _ => throw new RefusedException($"Expected a dataset manifest. Received: {path}, which holds none."),
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"Expected a dataset manifest. Received: {path}: {e.Message}");
        }
    }
}
