using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>State of <see cref="BestEpoch"/>.</summary>
public sealed record BestEpochState(double? Value, int? Epoch);
