namespace MlOpsDashboard.Core.Work;

/// <summary>Where a row of work stands. Allowed transitions are the methods of <see cref="WorkItem"/>.</summary>
public enum WorkStatus
{
    /// <summary>Nobody holds it; it is begun when its turn comes.</summary>
    Waiting,

    /// <summary>A holder follows its child.</summary>
    Active,

    Ended,
}
