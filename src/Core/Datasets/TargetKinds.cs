using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>The kinds of targets that are a task's own and can tell of themselves.</summary>
public static class TargetKinds
{
    /// <summary>Null where the kind is none of them.</summary>
    public static ITargetKind? Find(string kind) => ProgramTypes.All<ITargetKind>().FirstOrDefault(known => known.Kind == kind);

    /// <summary>What a picture has of a dataset's names: its class, its labels, or those that its own kind of target says, each once.</summary>
    public static IReadOnlyList<string> NamesOf(this DatasetManifest manifest, DatasetEntry entry) => NamesOf(manifest.Kind, entry, manifest.ClassNames);

    /// <param name="kind">One of <see cref="DatasetKinds"/>.</param>
    /// <param name="names">Of the dataset.</param>
    public static IReadOnlyList<string> NamesOf(string kind, DatasetEntry entry, IReadOnlyList<string> names) =>
        entry.Target is { } target && Find(kind) is { } known
            ? [.. known.NamesIn(target).Distinct().Where(number => number < names.Count).Order().Select(number => names[number])]
            : entry.Names;
}
