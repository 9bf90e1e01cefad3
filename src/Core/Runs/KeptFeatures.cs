using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run and what became of its frozen layers: what a later run over the same pictures finds kept.</summary>
public sealed record KeptFeatures(TrainingSpec Spec, IReadOnlyList<FeaturesEvent> Features);
