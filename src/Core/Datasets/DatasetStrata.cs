namespace MlOpsDashboard.Core.Datasets;

/// <summary>Pictures that are alike in what is said of them: a stratified split divides each group by the same shares.</summary>
internal static class DatasetStrata
{
    private const int MostBins = 10;

    // Shares of fewer can't be met.
    private const int LeastInABin = 20;

    /// <summary>Of classes a group each; of labels, or names in a target, those with the same rarest one, and those without any; of numbers up to ten by the first one, each with
    /// as many pictures and no fewer than twenty.</summary>
    public static IEnumerable<IReadOnlyList<DatasetEntry>> Of(DatasetManifest manifest, IReadOnlyList<DatasetEntry> pictures)
    {
        if (manifest.Kind == DatasetKinds.Numbers)
        {
            var bins = Math.Clamp(pictures.Count / LeastInABin, 1, MostBins);
            var ordered = pictures.OrderBy(e => e.Numbers![0]).ThenBy(e => e.Sha256, StringComparer.Ordinal).Select((e, i) => (Entry: e, Place: (long)i));
            return ordered.GroupBy(e => e.Place * bins / pictures.Count, e => e.Entry).Select(group => group.ToList());
        }
        var counts = manifest.Counts().ToDictionary(count => count.Class, count => count.Count, StringComparer.Ordinal);
        return pictures
            .GroupBy(
                e => manifest.NamesOf(e).OrderBy(name => counts[name]).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault() ?? "",
                StringComparer.Ordinal
            )
            .Select(group => group.ToList());
    }
}
