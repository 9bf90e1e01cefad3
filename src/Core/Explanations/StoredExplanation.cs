namespace MlOpsDashboard.Core.Explanations;

/// <summary>An explanation as stored: what its runs are to be.</summary>
/// <param name="Runs">By step and seed: the run that stands there; null where none does.</param>
public sealed record StoredExplanation(
    ExplanationId Id,
    ProjectId Project,
    string Model,
    int Before,
    int After,
    IReadOnlyList<ExplanationStep> Steps,
    IReadOnlyList<int> Seeds,
    IReadOnlyDictionary<(int Step, int Seed), ExplainedRun> Runs
);
