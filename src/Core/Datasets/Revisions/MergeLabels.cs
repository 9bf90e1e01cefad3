namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Makes one class, or one label, of several.</summary>
/// <param name="Merges">Which goes into which; null merges each group of <see cref="AlikeLabels"/> into its most frequent spelling.</param>
public sealed record MergeLabels(IReadOnlyList<LabelMerge>? Merges = null) : DatasetRevision
{
    private const int LongestLabel = 200;

    public override string Words => Merges is [var only] ? $"“{only.From}” merged into “{only.Into}”" : Merges is null ? "labels merged that differ only in writing" : $"{Merges.Count} labels merged";

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        if (manifest.Kind == DatasetKinds.Numbers) throw new RefusedException("Expected a dataset of classes or labels to merge. Received: one of numbers.");
        var into = Merges is null ? AlikeLabels.Merges(AlikeLabels.Find(manifest)) : Given(manifest, Merges);
        return manifest.Entries.Select(entry => entry.Renamed(into));
    }

    private static Dictionary<string, string> Given(DatasetManifest manifest, IReadOnlyList<LabelMerge> merges)
    {
        var into = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var merge in merges)
        {
            if (!manifest.ClassNames.Contains(merge.From, StringComparer.Ordinal)) throw new RefusedException($"Expected classes or labels of the dataset to merge. Received: “{merge.From}”.");
            if (merge.Into.Length is 0 or > LongestLabel || merge.Into.Any(char.IsControl)) throw new RefusedException($"Expected a label of 1 to {LongestLabel} characters to merge into. Received: “{merge.Into}”.");
            if (!into.TryAdd(merge.From, merge.Into)) throw new RefusedException($"Expected each class to be merged once. Received: “{merge.From}” twice.");
        }
        // A class that takes others in and goes itself would leave it open where they end.
        return merges.FirstOrDefault(merge => merge.From != merge.Into && into.TryGetValue(merge.Into, out var next) && next != merge.Into) is { } chain
            ? throw new RefusedException($"Expected classes to merge into that stay. Received: “{chain.Into}”, which goes itself.")
            : into;
    }
}
