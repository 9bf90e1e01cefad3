using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Leaves pictures out.</summary>
/// <param name="Paths">As the manifest has them.</param>
public sealed record LeaveOut(IReadOnlyList<string> Paths) : DatasetRevision
{
    public override Refusal Done => Paths is [var only] ? new("revision.leaveOut.one", ("path", only)) : new("revision.leaveOut", ("pictures", Paths.Count));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var gone = PicturesAt.Require(manifest, Paths);
        return gone.Count < manifest.Entries.Count
            ? manifest.Entries.Where(entry => !gone.Contains(entry.Path))
            : throw new RefusedException(new Refusal("revision.leaveOut.all"));
    }
}
