namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How a run ended.</summary>
/// <param name="Status">completed, stopped_early, cancelled or diverged.</param>
/// <param name="WeightsHash">SHA-256 over all weights at the end, for comparing runs; null if there was no network yet.</param>
public sealed record TrainingResult(string Status, string? WeightsHash);
