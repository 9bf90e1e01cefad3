using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Approves what was read. With the last approval that is wanted the alias moves, in the same transaction.</summary>
/// <param name="Artifact">SHA-256 of the candidate's file, as it was shown.</param>
/// <param name="ReportHash">Of the report that was read.</param>
/// <param name="Rules">The number of the rules that were shown.</param>
public sealed record ApproveReview(ReviewId Review, string Artifact, string ReportHash, int Rules, string Reason) : IRequest<Outcome<bool>>, IGuarded
{
    public Needs Needs => Needs.Review(Review);
}
