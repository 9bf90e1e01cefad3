using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>Which pictures the gallery shows.</summary>
/// <param name="Class">One class, or null for all.</param>
/// <param name="Flag"><c>near-constant</c>, <c>duplicate</c>, or null for all.</param>
/// <param name="Part">One of <see cref="DatasetPart"/>, or null for all.</param>
/// <param name="Page">From 1.</param>
public readonly record struct GalleryView(string? Class, string? Flag, string? Part, int Page);
