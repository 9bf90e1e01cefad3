using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Reads a dataset manifest and judges it whole: what it returns can be used without a further look.</summary>
internal static class ManifestReader
{
    /// <exception cref="RefusedException">No manifest, a newer one, or one that contradicts itself.</exception>
    public static DatasetManifest Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<DatasetManifest>(stream, DatasetManifest.Json) switch
            {
                { Format: > DatasetManifest.NewestFormat } newer => throw new RefusedException(new Refusal("data.manifest.newer", ("known", DatasetManifest.NewestFormat), ("path", path), ("received", newer.Format))),
                { IsWhole: true } manifest when Fault(manifest) is { } fault => throw new RefusedException($"Expected {fault.Expected} in {path}. Received: {fault.Received}."),
                { IsWhole: true } manifest => manifest,
                _ => throw new RefusedException(new Refusal("data.manifest.none", ("path", path))),
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("data.manifest.unreadable", ("path", path), ("fault", e.Message)));
        }
    }

    private static (string Expected, string Received)? Fault(DatasetManifest manifest)
    {
        if (!DatasetKinds.All.Contains(manifest.Kind)) return ($"a kind of {string.Join(", ", DatasetKinds.All)}", $"\"{manifest.Kind}\"");
        if (manifest.ClassNames.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice) return ($"each {(manifest.Kind == DatasetKinds.Class ? "class" : "name")} once", $"\"{twice.Key}\" twice");
        if (manifest.Entries.FirstOrDefault(entry => entry.Part is not (null or DatasetPart.Training or DatasetPart.Validation or DatasetPart.Test)) is { } odd)
            return ("the part of each picture to be training, validation or test", $"\"{odd.Part}\" of \"{odd.Path}\"");
        if (manifest.Entries.FirstOrDefault(entry => entry.Weight is not (null or >= 0 and <= PictureTable.MostWeight)) is { } heavy) return ($"a weight from 0 to {PictureTable.MostWeight:0} for each picture", FormattableString.Invariant($"{heavy.Weight} of \"{heavy.Path}\""));
        if (manifest.Entries.FirstOrDefault(entry => entry.Turn is < 2 or > 8) is { } turned) return ("pictures turned by an EXIF orientation from 2 to 8", $"{turned.Turn} of \"{turned.Path}\"");
        return TargetFault(manifest, manifest.ClassNames.ToHashSet(StringComparer.Ordinal));
    }

    private static (string Expected, string Received)? TargetFault(DatasetManifest manifest, HashSet<string> names)
    {
        foreach (var entry in manifest.Entries)
        {
            if (!StorageLayout.IsSha256(entry.Sha256) || (manifest.Kind == DatasetKinds.Class && !names.Contains(entry.Class))) return ("every entry to have a class of the manifest and a SHA-256", $"\"{entry.Path}\"");
            var (labels, numbers) = (manifest.Kind == DatasetKinds.Labels, manifest.Kind == DatasetKinds.Numbers);
            var ofATask = DatasetKinds.IsOfATask(manifest.Kind);
            if (labels != entry.Labels is not null || numbers != entry.Numbers is not null || ofATask != entry.Target is not null || (manifest.Kind != DatasetKinds.Class && entry.Class.Length > 0))
            {
                return ($"every entry to have {(labels ? "labels" : numbers ? "numbers" : ofATask ? "a target" : "a class")} and nothing else, as the manifest's kind says", $"\"{entry.Path}\"");
            }
            if (entry.Labels is { } given && (given.Any(label => !names.Contains(label)) || given.Distinct(StringComparer.Ordinal).Count() < given.Count))
            {
                return ("labels of the manifest, each once in an entry", $"{string.Join(", ", given)} of \"{entry.Path}\"");
            }
            if (entry.Target?.All(double.IsFinite) == false)
            {
                return ("a target of finite numbers for every entry", $"\"{entry.Path}\"");
            }
            if (entry.Numbers is { } values && (values.Count != names.Count || values.Any(value => !float.IsFinite((float)value))))
            {
                return ($"a number for each of {string.Join(", ", manifest.ClassNames)}", FormattableString.Invariant($"{string.Join(", ", values)} of \"{entry.Path}\""));
            }
        }
        return null;
    }
}
