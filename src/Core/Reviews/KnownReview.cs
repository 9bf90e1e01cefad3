namespace MlOpsDashboard.Core.Reviews;

/// <summary>What a gate needs to know of the review that it judges for.</summary>
/// <param name="Incumbent">The version that carries the alias now; null for none.</param>
public sealed record KnownReview(
    ReviewId Id,
    ModelId Model,
    string ModelName,
    string Alias,
    int Version,
    ModelVersionId Candidate,
    int? Incumbent,
    ReviewStatus Status
);
