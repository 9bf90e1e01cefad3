using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Gives a class or label a name that no other has; to one that another has it is merged (<see cref="MergeLabels"/>).</summary>
public sealed record RenameLabel(string From, string To) : DatasetRevision
{
    public override Refusal Done => new("revision.renamed", ("from", From), ("to", To));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        if (manifest.Kind == DatasetKinds.Numbers)
            throw new RefusedException(new Refusal("revision.merge.numbers"));
        Require(manifest);
        return manifest.Entries.Select(entry => entry.Renamed(new Dictionary<string, string>(StringComparer.Ordinal) { [From] = To }));
    }

    protected override DatasetManifest OfATask(DatasetManifest manifest)
    {
        if (TargetKinds.Find(manifest.Kind) is not { } kind)
            throw new RefusedException(new Refusal("revision.merge.numbers"));
        Require(manifest);
        return TargetNames.Change(manifest, kind, name => name == From ? To : name);
    }

    private void Require(DatasetManifest manifest)
    {
        if (!manifest.ClassNames.Contains(From, StringComparer.Ordinal))
            throw new RefusedException(new Refusal("revision.rename.unknown", ("name", From)));
        MergeLabels.Required(To);
        if (To != From && manifest.ClassNames.Contains(To, StringComparer.Ordinal))
            throw new RefusedException(new Refusal("revision.rename.exists", ("name", To)));
    }
}
