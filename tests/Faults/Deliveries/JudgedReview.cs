using MlOpsDashboard.Core;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>A review as somebody read it who approves.</summary>
internal sealed record JudgedReview(ReviewId Review, string Artifact, string ReportHash, int Rules);
