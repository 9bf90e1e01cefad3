using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>A spec as it can be read.</summary>
/// <param name="Spec">What is known of it; the defaults where nothing is.</param>
/// <param name="Fault">Why that is not all; null for a spec that was read whole.</param>
internal sealed record StoredSpec(TrainingSpec Spec, Refusal? Fault);
