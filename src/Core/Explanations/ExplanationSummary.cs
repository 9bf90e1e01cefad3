namespace MlOpsDashboard.Core.Explanations;

/// <summary>An explanation in a list.</summary>
public sealed record ExplanationSummary(ExplanationId Id, int Before, int After, string CreatedBy, DateTimeOffset CreatedAt);
