namespace MlOpsDashboard.Core.Datasets;

/// <summary>How often something is met in the targets of a version, bar by bar.</summary>
/// <param name="Name">What is counted, as the kind of target calls it.</param>
/// <param name="Bars">Each a name or a range, and its count.</param>
public sealed record TargetHistogram(string Name, IReadOnlyList<ClassCount> Bars);
