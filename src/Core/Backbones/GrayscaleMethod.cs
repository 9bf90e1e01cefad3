namespace MlOpsDashboard.Core.Backbones;

/// <param name="Method"><c>replicate</c>, <c>average</c>, <c>sum</c> or <c>luminance</c>.</param>
/// <param name="RelativeDifference">Of the pooled features: norm of the difference over the norm.</param>
/// <param name="CosineSimilarity">Mean over the pictures.</param>
public sealed record GrayscaleMethod(string Method, double RelativeDifference, double CosineSimilarity);
