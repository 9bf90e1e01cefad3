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

public static class RunStatusExtensions
{
    public static bool IsFinished(this RunStatus status) =>
        status is RunStatus.Completed or RunStatus.StoppedEarly or RunStatus.Cancelled or RunStatus.Failed or RunStatus.Diverged;

    /// <summary>Whether a child process is (or is about to be) at work.</summary>
    public static bool IsActive(this RunStatus status) => status is RunStatus.Starting or RunStatus.Running or RunStatus.Stopping;

    /// <summary>Whether it ended with a model that can be used.</summary>
    public static bool IsSuccess(this RunStatus status) => status is RunStatus.Completed or RunStatus.StoppedEarly;
}
