using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Reads a dataset manifest and judges it whole: what it returns can be used without a further look.</summary>
public static class ManifestReader
{
    /// <exception cref="RefusedException">No manifest, a newer one, or one that contradicts itself.</exception>
    public static DatasetManifest Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<DatasetManifest>(stream, DatasetManifest.Json) switch
            {
                { Format: > DatasetManifest.NewestFormat } newer => throw new RefusedException(
                    new Refusal("data.manifest.newer", ("known", DatasetManifest.NewestFormat), ("path", path), ("received", newer.Format))
                ),
                { IsWhole: true } manifest when Fault(manifest) is { } fault => throw new RefusedException(
                    new Refusal("data.manifest.fault", ("expected", fault.Expected), ("path", path), RefusalValue.Of("received", fault.Received))
                ),
                { IsWhole: true } manifest => manifest,
                _ => throw new RefusedException(new Refusal("data.manifest.none", ("path", path))),
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("data.manifest.unreadable", ("path", path), ("fault", e.Message)));
        }
    }

    private static (Refusal Expected, object Received)? Fault(DatasetManifest manifest)
    {
        if (!DatasetKinds.All.Contains(manifest.Kind))
            return (new("data.manifest.kind", ("known", string.Join(", ", DatasetKinds.All))), $"\"{manifest.Kind}\"");
        if (manifest.ClassNames.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            return (
                new(manifest.Kind == DatasetKinds.Class ? "data.manifest.classOnce" : "data.manifest.nameOnce"),
                new Refusal("data.manifest.twice", ("name", twice.Key))
            );
        if (manifest.Entries.FirstOrDefault(entry => !IsPart(manifest.Kind, entry.Part)) is { } odd)
            return (new("data.manifest.part"), Of($"\"{odd.Part}\"", odd));
        if (manifest.Entries.FirstOrDefault(entry => entry.Weight is not (null or >= 0 and <= PictureTable.MostWeight)) is { } heavy)
            return (new("data.manifest.weight", ("most", $"{PictureTable.MostWeight:0}")), Of(FormattableString.Invariant($"{heavy.Weight}"), heavy));
        if (manifest.Entries.FirstOrDefault(entry => entry.Turn is < 2 or > 8) is { } turned)
            return (new("data.manifest.turn"), Of($"{turned.Turn}", turned));
        return TargetFault(manifest, manifest.ClassNames.ToHashSet(StringComparer.Ordinal));
    }

    private static bool IsPart(string kind, string? part) =>
        part is null or DatasetPart.Training or DatasetPart.Validation or DatasetPart.Test || (part == DatasetPart.Unlabelled && DatasetKinds.IsOfATask(kind));

    private static (Refusal Expected, object Received)? TargetFault(DatasetManifest manifest, HashSet<string> names)
    {
        var kind = TargetKinds.Find(manifest.Kind);
        foreach (var entry in manifest.Entries)
        {
            if (!StorageLayout.IsSha256(entry.Sha256) || (manifest.Kind == DatasetKinds.Class && !names.Contains(entry.Class)))
                return (new("data.manifest.entry"), $"\"{entry.Path}\"");
            var (labels, numbers) = (manifest.Kind == DatasetKinds.Labels, manifest.Kind == DatasetKinds.Numbers);
            var ofATask = DatasetKinds.IsOfATask(manifest.Kind);
            if (
                labels != entry.Labels is not null
                || numbers != entry.Numbers is not null
                || ofATask != entry.Target is not null
                || (manifest.Kind != DatasetKinds.Class && entry.Class.Length > 0)
            )
            {
                return (
                    new(
                        labels ? "data.manifest.labelsOnly"
                        : numbers ? "data.manifest.numbersOnly"
                        : ofATask ? "data.manifest.targetOnly"
                        : "data.manifest.classOnly"
                    ),
                    $"\"{entry.Path}\""
                );
            }
            if (entry.Labels is { } given && (given.Any(label => !names.Contains(label)) || given.Distinct(StringComparer.Ordinal).Count() < given.Count))
            {
                return (new("data.manifest.labels"), Of(string.Join(", ", given), entry));
            }
            if (entry.Target?.All(double.IsFinite) == false)
            {
                return (new("data.manifest.finite"), $"\"{entry.Path}\"");
            }
            if (entry.Target is { } target && kind?.Fault(target, names.Count) is var (expected, received))
            {
                return (expected, Of(received, entry));
            }
            if (entry.Numbers is { } values && (values.Count != names.Count || values.Any(value => !float.IsFinite((float)value))))
            {
                return (
                    new("data.manifest.numbers", ("names", string.Join(", ", manifest.ClassNames))),
                    Of(FormattableString.Invariant($"{string.Join(", ", values)}"), entry)
                );
            }
        }
        return null;
    }

    private static Refusal Of(string value, DatasetEntry entry) => new("data.manifest.of", ("value", value), ("path", entry.Path));
}
