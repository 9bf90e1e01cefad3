namespace MlOpsDashboard.Core.Reviews;

/// <param name="Passed">Whether every rule passes; null where the gate has not judged.</param>
public sealed record ReviewSummary(
    ReviewId Id,
    string ModelName,
    string Alias,
    int Version,
    int? Incumbent,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    ReviewStatus Status,
    bool IsRollback,
    bool? Passed,
    DateTimeOffset? DecidedAt
);
