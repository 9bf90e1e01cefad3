using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Leaves a picture that lies in several parts in one of them: in the test before validation, in validation before training.</summary>
public sealed record DropLeaks : DatasetRevision
{
    private static readonly string[] Order = [DatasetPart.Test, DatasetPart.Validation, DatasetPart.Training];

    public override Refusal Done => new("revision.leaks");

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var keeps = manifest
            .Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Min(Rank), StringComparer.Ordinal);
        return manifest.Entries.Where(e => Rank(e) == keeps[e.Sha256]);
    }

    /// <summary>The least is the part in which a picture of several stays.</summary>
    internal static int Rank(DatasetEntry entry) => entry.Part is { } part ? Array.IndexOf(Order, part) : Order.Length;
}
