namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>One of two versions that are compared.</summary>
/// <param name="Kind">One of <see cref="DatasetKinds"/>.</param>
/// <param name="Names">Of its classes, labels or numbers.</param>
public sealed record ComparedVersion(int Number, string Kind, IReadOnlyList<string> Names, int Pictures)
{
    /// <summary>What its examples are, as <see cref="Inputs.InputCards"/> names it.</summary>
    public string Input { get; init; } = Inputs.InputCards.Pictures;
}
