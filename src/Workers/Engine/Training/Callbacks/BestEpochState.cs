namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>State of <see cref="BestEpoch"/>.</summary>
public sealed record BestEpochState(double? Value, int? Epoch);
