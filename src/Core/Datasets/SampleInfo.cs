using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="Classes">How many classes, labels or numbers there are, as <see cref="Kind"/> says.</param>
public sealed record SampleInfo(string Name, string Title, string Description, int Pictures, int Classes, string Attribution)
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;

    /// <summary>What its examples are, as <see cref="InputCards"/> names it.</summary>
    public string Input { get; init; } = InputCards.Pictures;
}
