using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Leaves classes or labels out: pictures of such a class go, of labels and of what targets say only these.</summary>
public sealed record DropNames(IReadOnlyList<string> Names) : DatasetRevision
{
    public override Refusal Done => Names is [var only] ? new("revision.drop.one", ("name", only)) : new("revision.drop", ("names", Names.Count));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var gone = Require(manifest);
        return manifest.Kind switch
        {
            DatasetKinds.Class => manifest.Entries.Where(entry => !gone.Contains(entry.Class)),
            DatasetKinds.Labels => manifest.Entries.Select(entry => entry with { Labels = [.. entry.Labels!.Where(label => !gone.Contains(label))] }),
            _ => throw new RefusedException(new Refusal("revision.merge.numbers")),
        };
    }

    protected override DatasetManifest OfATask(DatasetManifest manifest)
    {
        var gone = Require(manifest);
        return TargetKinds.Find(manifest.Kind) is { } kind
            ? TargetNames.Change(manifest, kind, name => gone.Contains(name) ? null : name)
            : throw new RefusedException(new Refusal("revision.merge.numbers"));
    }

    private HashSet<string> Require(DatasetManifest manifest)
    {
        if (Names.FirstOrDefault(name => !manifest.ClassNames.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new RefusedException(new Refusal("revision.merge.unknown", ("name", unknown)));
        var gone = Names.ToHashSet(StringComparer.Ordinal);
        return gone.Count < manifest.ClassNames.Count ? gone : throw new RefusedException(new Refusal("revision.drop.all"));
    }
}
