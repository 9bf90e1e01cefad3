using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A version's pictures with new ones: those whose bytes it has already are not added again, and of two with one path the new one is numbered.</summary>
public static class AddedPictures
{
    /// <param name="added">Of the version's kind; classes are read as a label each where the version has labels.</param>
    /// <param name="known">Called with a picture that is there already, and the one that is.</param>
    /// <exception cref="RefusedException">The new ones are of another kind, or have other numbers.</exception>
    public static DatasetManifest Add(DatasetManifest version, DatasetManifest added, Action<DatasetEntry, DatasetEntry>? known = null)
    {
        if (version.Input != added.Input)
            throw new RefusedException(
                new Refusal(
                    "imports.add.input",
                    ("expected", new Refusal($"words.input.{version.Input}")),
                    ("received", new Refusal($"words.input.{added.Input}"))
                )
            );
        // The new ones' blobs stand behind those that are there.
        var first = version.Blobs?.Count ?? 0;
        var entries = Entries(version, added).Select(entry => entry.Blob is { } blob ? entry with { Blob = first + blob } : entry);
        var there = version.Entries.DistinctBy(entry => entry.Sha256).ToDictionary(entry => entry.Sha256, StringComparer.Ordinal);
        var paths = version.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var kept = new List<DatasetEntry>();
        foreach (var entry in entries)
        {
            if (there.TryGetValue(entry.Sha256, out var same))
                known?.Invoke(entry, same);
            else
                kept.Add(entry with { Path = Free(entry.Path, paths) });
        }
        var names =
            version.Kind == DatasetKinds.Numbers ? version.ClassNames
            : DatasetKinds.IsOfATask(version.Kind) ? Names(version.ClassNames.Concat(added.ClassNames))
            : Names(version.ClassNames.Concat(kept.SelectMany(entry => entry.Names)));
        IEnumerable<DatasetEntry> all = TargetKinds.Find(version.Kind) is { } kind
            ? Renumbered(version.Entries, version.ClassNames, kind, names).Concat(Renumbered(kept, added.ClassNames, kind, names))
            : version.Entries.Concat(kept);
        return version with
        {
            ClassNames = names,
            Entries = DuplicatePictures.Resolve(all),
            Blobs = version.Blobs is null ? added.Blobs : [.. version.Blobs, .. added.Blobs ?? []],
            BlobRoot = added.BlobRoot,
            ReadsOrientation = version.ReadsOrientation && added.ReadsOrientation,
        };
    }

    private static IEnumerable<DatasetEntry> Entries(DatasetManifest version, DatasetManifest added)
    {
        if (version.Kind == DatasetKinds.Labels && added.Kind == DatasetKinds.Class)
            return added.Entries.Select(entry => entry with { Class = "", Labels = [entry.Class] });
        if (version.Kind != added.Kind)
            throw new RefusedException(
                new Refusal("imports.add.kind", ("expected", DatasetKinds.Said(version.Kind)), ("received", DatasetKinds.Said(added.Kind)))
            );
        if (version.Kind != DatasetKinds.Numbers)
            return added.Entries;
        int[] places = [.. version.ClassNames.Select(name => added.ClassNames.ToList().IndexOf(name))];
        return places.Contains(-1) || places.Length != added.ClassNames.Count
            ? throw new RefusedException(
                new Refusal("imports.add.numbers", ("expected", string.Join(", ", version.ClassNames)), ("received", string.Join(", ", added.ClassNames)))
            )
            : added.Entries.Select(entry => entry with { Numbers = [.. places.Select(place => entry.Numbers![place])] });
    }

    private static IEnumerable<DatasetEntry> Renumbered(
        IEnumerable<DatasetEntry> entries,
        IReadOnlyList<string> from,
        ITargetKind kind,
        IReadOnlyList<string> to
    )
    {
        int[] into = [.. from.Select(name => to.ToList().IndexOf(name))];
        return entries.Select(entry => entry with { Target = kind.Renumbered(entry.Target!, into) });
    }

    private static IReadOnlyList<string> Names(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Free(string path, HashSet<string> paths)
    {
        var free = path;
        var ending = path.LastIndexOf('.') is var dot && dot > path.LastIndexOf('/') ? dot : path.Length;
        for (var number = 2; !paths.Add(free); number++)
            free = $"{path[..ending]} ({number}){path[ending..]}";
        return free;
    }
}
