namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What changed from one version of a dataset to another.</summary>
/// <param name="Counts">Pictures of each kind of change, in the order of <see cref="ChangeKinds.All"/>; a picture counts for each of its changes.</param>
/// <param name="Changed">Pictures with any change.</param>
/// <param name="Unchanged">Pictures of which both say the same.</param>
/// <param name="Labels">What is said otherwise, the most frequent first.</param>
/// <param name="Total">Pictures that were asked for.</param>
/// <param name="Pictures">One page of them, in path order.</param>
public sealed record VersionDifference(
    DatasetId Dataset,
    string Name,
    ComparedVersion From,
    ComparedVersion To,
    IReadOnlyList<ChangeCount> Counts,
    int Changed,
    int Unchanged,
    IReadOnlyList<NameChange> Names,
    IReadOnlyList<LabelChange> Labels,
    IReadOnlyList<PartChange> Parts,
    int Total,
    IReadOnlyList<PictureChange> Pictures
)
{
    /// <summary>Whether both have the same pictures, of which they say the same.</summary>
    public bool IsNone => Changed == 0 && Names.Count == 0 && From.Kind == To.Kind;
}
