namespace MlOpsDashboard.Core.Runs;

/// <summary>Values of one metric, one an epoch. Null where a value was not finite or not measured.</summary>
public sealed record MetricCurve(string Name, IReadOnlyList<double?> Values);
