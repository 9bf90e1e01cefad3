namespace MlOpsDashboard.Core.Reviews;

/// <summary>What a line of a review's history says.</summary>
public enum ReviewLineKind
{
    Requested,

    /// <summary>The gate's report, or why there is none.</summary>
    Judged,
    Approved,
    Rejected,
    Withdrawn,

    /// <summary>Other words for an earlier line's reason, which stays as it was.</summary>
    Amended,

    /// <summary>The alias went back to the version that carried it before.</summary>
    RolledBack,
}
