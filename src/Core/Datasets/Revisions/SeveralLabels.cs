using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Makes labels of classes: a picture that lies in several class folders is there once, with the class of each copy as a label. Of copies in several
/// parts it stays where <see cref="DropLeaks"/> would leave it.</summary>
public sealed record SeveralLabels : DatasetRevision
{
    public override Refusal Done => new("revision.labels");

    protected override string KindAfter(string kind) => DatasetKinds.Labels;

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        RequireClasses(manifest);
        foreach (var copies in manifest.Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal).OrderBy(same => same.Min(e => e.Path), StringComparer.Ordinal))
        {
            var stays = copies.OrderBy(DropLeaks.Rank).ThenBy(e => e.Path, StringComparer.Ordinal).First();
            yield return stays with
            {
                Class = "",
                Labels = [.. copies.Select(e => e.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            };
        }
    }
}
