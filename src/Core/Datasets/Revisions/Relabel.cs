using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Corrects what is said of some pictures.</summary>
/// <param name="Names">Of what targets number: those of the dataset and new ones, in any order; null for the dataset's own. Classes and labels are named
/// themselves.</param>
public sealed record Relabel(IReadOnlyList<PictureTruth> Pictures, IReadOnlyList<string>? Names = null) : DatasetRevision
{
    public override Refusal Done =>
        Pictures is [var only] ? new("revision.relabel.one", ("path", only.Path)) : new("revision.relabel", ("pictures", Pictures.Count));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var truths = Truths(manifest);
        return manifest.Entries.Select(entry =>
            !truths.TryGetValue(entry.Path, out var truth) ? entry
            : manifest.Kind == DatasetKinds.Class && truth is { Class: { } name, Labels: null, Target: null } ? entry with { Class = Named(name) }
            : manifest.Kind == DatasetKinds.Labels && truth is { Class: null, Labels: { } labels, Target: null }
                ? entry with
                {
                    Labels = [.. labels.Select(Named).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                }
            : throw Misfit(manifest, truth)
        );
    }

    protected override DatasetManifest OfATask(DatasetManifest manifest)
    {
        var kind = TargetKinds.Find(manifest.Kind) ?? throw new RefusedException(new Refusal("revision.merge.numbers"));
        var truths = Truths(manifest);
        var given = Names ?? manifest.ClassNames;
        string[] names = [.. manifest.ClassNames.Concat(given.Select(Named)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int[] Into(IReadOnlyList<string> from) => [.. from.Select(name => Array.IndexOf(names, name))];
        var (old, corrected) = (Into(manifest.ClassNames), Into(given));
        return manifest with
        {
            ClassNames = names,
            Entries = DuplicatePictures.Resolve(
                manifest.Entries.Select(entry =>
                    entry with
                    {
                        Target = !truths.TryGetValue(entry.Path, out var truth)
                            ? kind.Renumbered(entry.Target!, old)
                            : kind.Renumbered(Checked(manifest, kind, truth, given.Count), corrected),
                    }
                )
            ),
        };
    }

    private static IReadOnlyList<double> Checked(DatasetManifest manifest, ITargetKind kind, PictureTruth truth, int names)
    {
        if (truth is not { Class: null, Labels: null, Target: { } target })
            throw Misfit(manifest, truth);
        return kind.Fault(target, names) is not var (expected, received)
            ? target
            : throw new RefusedException(new Refusal("revision.relabel.target", ("path", truth.Path), ("expected", expected), ("received", received)));
    }

    private Dictionary<string, PictureTruth> Truths(DatasetManifest manifest)
    {
        PicturesAt.Require(manifest, Pictures.Select(truth => truth.Path));
        return Pictures.ToDictionary(truth => truth.Path, StringComparer.Ordinal);
    }

    private static string Named(string name) => MergeLabels.Required(name);

    private static RefusedException Misfit(DatasetManifest manifest, PictureTruth truth) =>
        new(new Refusal("revision.relabel.kind", ("path", truth.Path), ("kind", DatasetKinds.Said(manifest.Kind))));
}
