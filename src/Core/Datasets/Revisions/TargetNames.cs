namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Other names for what the targets of a task's own kind say.</summary>
internal static class TargetNames
{
    /// <param name="into">The new name of each; null leaves it out, with everything that has it.</param>
    public static DatasetManifest Change(DatasetManifest manifest, ITargetKind kind, Func<string, string?> into)
    {
        string[] names = [.. manifest.ClassNames.Select(into).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int[] numbers = [.. manifest.ClassNames.Select(name => into(name) is { } kept ? Array.IndexOf(names, kept) : -1)];
        return manifest with
        {
            ClassNames = names,
            Entries = DuplicatePictures.Resolve(manifest.Entries.Select(entry => entry with { Target = kind.Renumbered(entry.Target!, numbers) })),
        };
    }
}
