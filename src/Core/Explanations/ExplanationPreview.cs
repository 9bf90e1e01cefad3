namespace MlOpsDashboard.Core.Explanations;

/// <summary>What an explanation would train.</summary>
/// <param name="Steps">What each changes, in order.</param>
/// <param name="Known">By the number of seeds, from one: runs that are there already and are not trained again.</param>
/// <param name="SecondsARun">About, from how long the two versions' own runs took; null where that is not known.</param>
public sealed record ExplanationPreview(
    string Model,
    ModelVersionId BeforeVersion,
    int Before,
    ModelVersionId AfterVersion,
    int After,
    IReadOnlyList<IReadOnlyList<ExplainedSetting>> Steps,
    IReadOnlyList<int> Known,
    double? SecondsARun
)
{
    /// <summary>Runs that have to be trained with so many seeds.</summary>
    public int RunsFor(int seeds) => ((Steps.Count + 1) * seeds) - Known[seeds - 1];
}
