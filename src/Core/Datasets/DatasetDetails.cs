using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Datasets;

public sealed record DatasetDetails(
    DatasetId Id,
    string Name,
    string? Attribution,
    bool IsArchived,
    DatasetVersionInfo Version,
    IReadOnlyList<DatasetVersionInfo> Versions,
    IReadOnlyList<ClassCount> Classes,
    IReadOnlyList<PictureSize> Sizes,
    int NearConstant,
    int Duplicates,
    ImportReport Report
)
{
    /// <summary>One of <see cref="DatasetKinds"/>: what <see cref="Classes"/> are names of.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>What its examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;

    /// <summary>Pictures of which somebody said something else since the version, which is not saved as one yet.</summary>
    public int LabelledSince { get; init; }
}
