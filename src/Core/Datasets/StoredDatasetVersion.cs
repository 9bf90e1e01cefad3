using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A dataset version by its names and numbers.</summary>
/// <param name="ManifestFile">Full path of the manifest: what a child takes as <c>--data</c>.</param>
/// <param name="Parts">Null where no picture's part is decided.</param>
public sealed record StoredDatasetVersion(
    DatasetId Dataset,
    string Name,
    DatasetVersionId Version,
    int Number,
    string ManifestHash,
    string ManifestFile,
    int Pictures,
    IReadOnlyList<string> ClassNames,
    long Bytes,
    string? Attribution,
    PartCounts? Parts = null
)
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>What its examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;
}
