using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>Which examples of a version are shown.</summary>
/// <param name="Class">One class or label, or null for all.</param>
/// <param name="Flag">One of those that entries carry, <c>duplicate</c>, <c>unlabelled</c>, or null for all.</param>
/// <param name="Part">One of <see cref="DatasetPart"/>, or null for all.</param>
/// <param name="Page">From 1.</param>
/// <param name="Sort">A number by which they are ordered, <c>-</c> before it for the largest first; null for their own order.</param>
/// <param name="Search">What they hold, or null for all.</param>
public readonly record struct ExampleView(string? Class, string? Flag, string? Part, int Page, string? Sort = null, string? Search = null);
