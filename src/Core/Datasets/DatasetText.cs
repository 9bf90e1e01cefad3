namespace MlOpsDashboard.Core.Datasets;

/// <summary>A text of a dataset version.</summary>
/// <param name="Text">Its first <see cref="Longest"/> characters; empty where its blob is gone.</param>
/// <param name="IsCut">Whether it goes on.</param>
public sealed record DatasetText(DatasetEntry Entry, string Text, bool IsCut)
{
    public const int Longest = 2_000;
}
