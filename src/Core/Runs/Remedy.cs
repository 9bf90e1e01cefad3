using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

public sealed record Remedy(string Title, string Why, TrainingSpec Spec);
