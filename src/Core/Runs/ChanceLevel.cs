namespace MlOpsDashboard.Core.Runs;

/// <summary>What a model reaches without having learned anything.</summary>
/// <param name="Metric">A share of the training data that is right, by its training name.</param>
/// <param name="Value">0 to 1: always naming the largest class.</param>
public sealed record ChanceLevel(string Metric, double Value);
