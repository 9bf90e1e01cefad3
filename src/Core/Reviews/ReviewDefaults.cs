using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>The rules of aliases for which nobody has set any.</summary>
/// <param name="IsTeam">Whether several people sign in: then the champion moves by review alone, and not by whoever asked.</param>
public sealed record ReviewDefaults(bool IsTeam = false)
{
    public AliasRules Of(string alias) => new() { ByReviewOnly = IsTeam && alias == Aliases.Champion, OwnApprovalCounts = !IsTeam };
}
