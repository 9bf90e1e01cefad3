namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>A class, label or number that only one of two versions has.</summary>
/// <param name="From">Its name before; null where it is new.</param>
/// <param name="To">What all of its pictures have now; null where it is gone.</param>
/// <param name="IsMerge">Whether <paramref name="To"/> was there before, or takes several in: else the name alone is another.</param>
/// <param name="Pictures">That had it before, or have it now where it is new.</param>
public sealed record NameChange(string? From, string? To, bool IsMerge, int Pictures);
