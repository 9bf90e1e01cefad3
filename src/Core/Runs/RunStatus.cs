namespace MlOpsDashboard.Core.Runs;

/// <summary>Where a run stands. Allowed transitions are the methods of <see cref="Run"/>.</summary>
public enum RunStatus
{
    Queued,

    /// <summary>A worker holds the lease and is starting the child process.</summary>
    Starting,
    Running,

    /// <summary>Asked to stop; the child writes a checkpoint first.</summary>
    Stopping,
    Completed,

    /// <summary>Ended by EarlyStopping: complete for every purpose.</summary>
    StoppedEarly,
    Cancelled,

    /// <summary>The worker went away; it resumes from the last checkpoint.</summary>
    Interrupted,
    Failed,

    /// <summary>The loss was not finite.</summary>
    Diverged,
}
