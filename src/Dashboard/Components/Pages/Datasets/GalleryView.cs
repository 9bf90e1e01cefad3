using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>Which pictures the gallery shows.</summary>
/// <param name="Class">One class or label, or null for all.</param>
/// <param name="Flag"><c>near-constant</c>, <c>duplicate</c>, <c>unlabelled</c>, or null for all.</param>
/// <param name="Part">One of <see cref="DatasetPart"/>, or null for all.</param>
/// <param name="Page">From 1.</param>
/// <param name="Sort">A number by which they are ordered, <c>-</c> before it for the largest first; null for path order.</param>
public readonly record struct GalleryView(string? Class, string? Flag, string? Part, int Page, string? Sort = null);
