namespace MlOpsDashboard.Core.Certificates;

/// <summary>The first number that differed.</summary>
/// <param name="Epoch">Counts from 0; null of weights after the last epoch.</param>
/// <param name="Name">A metric's, or a weight's path with its file.</param>
/// <param name="Expected">The run's; null where it was not finite.</param>
public sealed record RerunDifference(int? Epoch, string Name, double? Expected, double? Received);
