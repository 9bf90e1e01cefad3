using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>A spec on the way from one version to another.</summary>
/// <param name="Settings">What it changes of the one before: one setting, or several that only go together. None: the first.</param>
/// <param name="Spec">Complete; its seed is that of the version after.</param>
/// <param name="Data">The dataset version that it learns from.</param>
public sealed record ExplanationStep(IReadOnlyList<ExplainedSetting> Settings, TrainingSpec Spec, DatasetVersionId Data);
