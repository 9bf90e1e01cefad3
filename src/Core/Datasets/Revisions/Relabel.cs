using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Corrects what is said of some pictures, or leaves them out. What was not labelled is labelled then.</summary>
/// <param name="Names">Of what targets number: those of the dataset and new ones, in any order; null for the dataset's own. Classes and labels are named
/// themselves.</param>
public sealed record Relabel(IReadOnlyList<PictureTruth> Pictures, IReadOnlyList<string>? Names = null) : DatasetRevision
{
    public override Refusal Done
    {
        get
        {
            var gone = Pictures.Count(truth => truth.IsLeftOut);
            return Pictures is [{ IsLeftOut: false } only] ? new("revision.relabel.one", ("path", only.Path))
                : gone == 0 ? new("revision.relabel", ("pictures", Pictures.Count))
                : gone == Pictures.Count ? new LeaveOut([.. Pictures.Select(truth => truth.Path)]).Done
                : new("revision.relabel.some", ("pictures", Pictures.Count - gone), ("gone", gone));
        }
    }

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var truths = Truths(manifest);
        return Kept(manifest, truths)
            .Select(entry =>
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
                Kept(manifest, truths)
                    .Select(entry =>
                        truths.TryGetValue(entry.Path, out var truth)
                            ? entry with
                            {
                                Target = kind.Renumbered(Checked(manifest, truth, given), corrected),
                                Part = entry.Part == DatasetPart.Unlabelled ? null : entry.Part,
                            }
                            : entry with
                            {
                                Target = kind.Renumbered(entry.Target!, old),
                            }
                    )
            ),
        };
    }

    private static IReadOnlyList<double> Checked(DatasetManifest manifest, PictureTruth truth, IReadOnlyList<string> names) =>
        Fault(manifest.Kind, truth, names) is { } fault ? throw new RefusedException(fault) : truth.Target!;

    /// <summary>Why nothing of the kind can be said of a picture of such a dataset; null where it can.</summary>
    /// <param name="kind">One of <see cref="DatasetKinds"/>.</param>
    /// <param name="names">All that pictures may be given: classes and labels are among them, targets number them.</param>
    public static Refusal? Fault(string kind, PictureTruth truth, IReadOnlyList<string> names)
    {
        if (truth.IsLeftOut)
            return null;
        IReadOnlyList<string>? said = (kind, truth) switch
        {
            (DatasetKinds.Class, { Class: { } name, Labels: null, Target: null }) => [name],
            (DatasetKinds.Labels, { Class: null, Labels: { } labels, Target: null }) => labels,
            _ => null,
        };
        if (said is not null)
            return said.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown
                ? new("revision.merge.unknown", ("name", unknown))
                : null;
        if (truth is not { Class: null, Labels: null, Target: { } target } || TargetKinds.Find(kind) is not { } known)
            return new("revision.relabel.kind", ("path", truth.Path), ("kind", DatasetKinds.Said(kind)));
        return known.Fault(target, names.Count) is var (expected, received)
            ? new("revision.relabel.target", ("path", truth.Path), ("expected", expected), ("received", received))
            : null;
    }

    private static IEnumerable<DatasetEntry> Kept(DatasetManifest manifest, Dictionary<string, PictureTruth> truths) =>
        truths.Values.Count(truth => truth.IsLeftOut) < manifest.Entries.Count
            ? manifest.Entries.Where(entry => truths.GetValueOrDefault(entry.Path) is not { IsLeftOut: true })
            : throw new RefusedException(new Refusal("revision.leaveOut.all"));

    private Dictionary<string, PictureTruth> Truths(DatasetManifest manifest)
    {
        PicturesAt.Require(manifest, Pictures.Select(truth => truth.Path));
        return Pictures.ToDictionary(truth => truth.Path, StringComparer.Ordinal);
    }

    private static string Named(string name) => MergeLabels.Required(name);

    private static RefusedException Misfit(DatasetManifest manifest, PictureTruth truth) =>
        new(new Refusal("revision.relabel.kind", ("path", truth.Path), ("kind", DatasetKinds.Said(manifest.Kind))));
}
