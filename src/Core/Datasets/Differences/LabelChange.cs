namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What is said otherwise: of pictures, or, where targets say several things of a picture, of these things (boxes).</summary>
/// <param name="From">The name before; null where it is newly said.</param>
/// <param name="To">The name now; null where it is no longer said. The same as before: its number, or the place of the thing, is another.</param>
/// <param name="Count">How many pictures or things.</param>
public sealed record LabelChange(string? From, string? To, int Count);
