using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <param name="Preprocessing">Steps in order, for the pipeline drawing.</param>
/// <param name="Parity">In words: "8 pictures, largest logit difference 2e-6".</param>
/// <param name="ArtifactMissing">The artifact was deleted behind the registry.</param>
public sealed record ModelVersionDetails(
    ModelId Model,
    string ModelName,
    long Revision,
    IReadOnlyDictionary<string, int> Aliases,
    VersionSummary Version,
    string Description,
    TrainingSpec Spec,
    string StrategyInWords,
    RunCurves Curves,
    StoredEvaluation? Evaluation,
    IReadOnlyList<PreprocessingStepView> Preprocessing,
    IReadOnlyList<string> ClassNames,
    string EngineVersion,
    string Parity,
    bool ArtifactMissing,
    string DownloadUrl,
    VersionSummary? Parent
)
{
    /// <summary>The team's own model that its run was started on; null where its backbone is a Keras application.</summary>
    public CustomModelLink? CustomModel { get; init; }

    /// <summary>Why <see cref="Spec"/> is not all that it was trained by; null where it is.</summary>
    public Refusal? SpecFault { get; init; }
}
