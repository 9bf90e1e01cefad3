using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="Classes">Classes or labels with their pictures; of numbers their names, each with all pictures.</param>
/// <param name="Thumbnails"><see cref="DatasetEntry.MediaKey"/> of up to 8 pictures, one a class first.</param>
public sealed record DatasetSummary(
    DatasetId Id,
    string Name,
    DatasetVersionId LatestVersion,
    int LatestNumber,
    int Versions,
    int Pictures,
    IReadOnlyList<ClassCount> Classes,
    IReadOnlyList<string> Thumbnails,
    string? Attribution,
    DateTimeOffset CreatedAt,
    bool IsArchived
)
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>What its examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;
}
