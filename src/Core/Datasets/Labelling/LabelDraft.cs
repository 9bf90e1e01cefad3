namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>A version with what people have said of its pictures since; all who may see the dataset share it, until it is saved as a new version.</summary>
/// <param name="Number">Of the version.</param>
/// <param name="Newest">Of the dataset's newest version.</param>
/// <param name="Kind">One of <see cref="DatasetKinds"/>.</param>
/// <param name="Names">The version's, then those that were added, in that order: targets number these.</param>
/// <param name="Pictures">As the version has them, in path order.</param>
/// <param name="Edits">By path.</param>
public sealed record LabelDraft(
    DatasetId Dataset,
    string DatasetName,
    DatasetVersionId Version,
    int Number,
    int Newest,
    string Kind,
    IReadOnlyList<string> Names,
    IReadOnlyList<DatasetEntry> Pictures,
    IReadOnlyDictionary<string, LabelEdit> Edits
)
{
    /// <summary>Whether something is true of the picture that somebody said: now, or before it came to this version.</summary>
    public bool IsLabelled(DatasetEntry picture) => picture.Part != DatasetPart.Unlabelled || Edits.GetValueOrDefault(picture.Path)?.Truth is not null;
}
