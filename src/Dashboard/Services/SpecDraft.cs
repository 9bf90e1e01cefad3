using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>A spec on its way to the New run page: <c>/runs/new?draft=ID</c>.</summary>
/// <param name="Parent">The run it came from, or null.</param>
/// <param name="Why">One line that the page shows: "Branch of run 12", "Remedy: more augmentation".</param>
public sealed record SpecDraft(TrainingSpec Spec, DatasetVersionId? Dataset, RunId? Parent, string Why);
