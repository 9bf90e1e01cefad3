namespace MlOpsDashboard.Core.Backbones;

/// <param name="Methods">The first is <c>replicate</c>, which the others are compared with.</param>
public sealed record GrayscaleReport(IReadOnlyList<GrayscaleMethod> Methods, IReadOnlyList<GrayscalePicture> Pictures);
