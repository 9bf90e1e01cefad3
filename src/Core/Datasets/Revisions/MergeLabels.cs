using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Makes one class, or one label, of several.</summary>
/// <param name="Merges">Which goes into which; null merges each group of <see cref="AlikeLabels"/> into its most frequent spelling.</param>
public sealed record MergeLabels(IReadOnlyList<LabelMerge>? Merges = null) : DatasetRevision
{
    private const int LongestLabel = 200;

    public override Refusal Done =>
        Merges is [var only] ? new("revision.merge.one", ("from", only.From), ("into", only.Into))
        : Merges is null ? new("revision.merge.alike")
        : new("revision.merge", ("labels", Merges.Count));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        if (manifest.Kind == DatasetKinds.Numbers)
            throw new RefusedException(new Refusal("revision.merge.numbers"));
        var into = Merges is null ? AlikeLabels.Merges(AlikeLabels.Find(manifest)) : Given(manifest, Merges);
        return manifest.Entries.Select(entry => entry.Renamed(into));
    }

    protected override DatasetManifest OfATask(DatasetManifest manifest)
    {
        if (TargetKinds.Find(manifest.Kind) is not { } known)
            throw new RefusedException(new Refusal("revision.merge.numbers"));
        var into = Merges is null ? AlikeLabels.Merges(AlikeLabels.Find(manifest)) : Given(manifest, Merges);
        return TargetNames.Change(manifest, known, name => into.GetValueOrDefault(name, name));
    }

    /// <summary>A name as a class or label may have it.</summary>
    /// <exception cref="RefusedException">It is empty, too long, or no text of one line.</exception>
    internal static string Required(string name) => NameFault(name) is { } fault ? throw new RefusedException(fault) : name;

    /// <summary>Why no class or label can have that name: it is empty, too long, or no text of one line. Null where one can.</summary>
    public static Refusal? NameFault(string name) =>
        name.Length is 0 or > LongestLabel || name.Any(char.IsControl) ? new("revision.merge.name", ("most", $"{LongestLabel}"), ("name", name)) : null;

    private static Dictionary<string, string> Given(DatasetManifest manifest, IReadOnlyList<LabelMerge> merges)
    {
        var into = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var merge in merges)
        {
            if (!manifest.ClassNames.Contains(merge.From, StringComparer.Ordinal))
                throw new RefusedException(new Refusal("revision.merge.unknown", ("name", merge.From)));
            Required(merge.Into);
            if (!into.TryAdd(merge.From, merge.Into))
                throw new RefusedException(new Refusal("revision.merge.twice", ("name", merge.From)));
        }
        // A class that takes others in and goes itself would leave it open where they end.
        return merges.FirstOrDefault(merge => merge.From != merge.Into && into.TryGetValue(merge.Into, out var next) && next != merge.Into) is { } chain
            ? throw new RefusedException(new Refusal("revision.merge.chain", ("name", chain.Into)))
            : into;
    }
}
