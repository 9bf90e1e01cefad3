using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <param name="Now">The version that carries the alias at this moment; null for none.</param>
/// <param name="Rules">Those that stand.</param>
/// <param name="Results">The report read by them; empty where there is none.</param>
/// <param name="Changed">What is no longer as it was when the gate judged; null where all is.</param>
/// <param name="WhyNotApprove">Why the caller can't approve; null where they can.</param>
public sealed record ReviewDetails(
    ReviewId Id,
    ModelId Model,
    string ModelName,
    string Alias,
    int Version,
    ModelVersionId Candidate,
    string Artifact,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    ReviewStatus Status,
    Refusal? Said,
    int? Incumbent,
    int? Now,
    GateReport? Report,
    string? ReportHash,
    StoredAliasRules Rules,
    IReadOnlyList<RuleResult> Results,
    IReadOnlyList<ReviewLineView> Lines,
    bool IsRollback,
    Refusal? Changed,
    Refusal? WhyNotApprove,
    bool MayReview,
    bool MayWithdraw
)
{
    /// <summary>Whether every rule that does not wait for people passes.</summary>
    public bool Passes => Report is not null && Results.All(result => result.HasPassed != false);
}
