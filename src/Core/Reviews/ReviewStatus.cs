namespace MlOpsDashboard.Core.Reviews;

/// <summary>Where a request to move an alias stands.</summary>
public enum ReviewStatus
{
    /// <summary>Its gate waits for a worker.</summary>
    Waiting,

    /// <summary>Candidate and incumbent are judged.</summary>
    Judging,

    /// <summary>The report is there; people decide.</summary>
    Judged,

    /// <summary>The gate could not judge, or refused to: there is nothing to decide on.</summary>
    Refused,

    /// <summary>The alias was moved.</summary>
    Approved,
    Rejected,

    /// <summary>Taken back by whoever asked.</summary>
    Withdrawn,
}
