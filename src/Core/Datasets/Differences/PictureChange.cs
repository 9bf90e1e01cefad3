namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>A picture that differs between two versions.</summary>
/// <param name="Before">Null where it was added.</param>
/// <param name="After">Null where it was removed.</param>
/// <param name="Kinds">Of <see cref="ChangeKinds"/>, at least one.</param>
/// <param name="Labels">What is said of it otherwise, beyond changes of names.</param>
public sealed record PictureChange(DatasetEntry? Before, DatasetEntry? After, IReadOnlyList<string> Kinds, IReadOnlyList<LabelChange> Labels)
{
    public string Path => (After ?? Before!).Path;
}
