namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>Pictures that went from a part to another.</summary>
/// <param name="From">One of <see cref="DatasetPart"/>; null where it was left open.</param>
/// <param name="To">One of <see cref="DatasetPart"/>; null where it is left open.</param>
public sealed record PartChange(string? From, string? To, int Pictures);
