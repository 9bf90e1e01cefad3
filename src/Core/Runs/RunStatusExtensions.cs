namespace MlOpsDashboard.Core.Runs;

public static class RunStatusExtensions
{
    public static bool IsFinished(this RunStatus status) =>
        status is RunStatus.Completed or RunStatus.StoppedEarly or RunStatus.Cancelled or RunStatus.Failed or RunStatus.Diverged;

    /// <summary>Whether a child process is (or is about to be) at work.</summary>
    public static bool IsActive(this RunStatus status) => status is RunStatus.Starting or RunStatus.Running or RunStatus.Stopping;

    /// <summary>Whether it ended with a model that can be used.</summary>
    public static bool IsSuccess(this RunStatus status) => status is RunStatus.Completed or RunStatus.StoppedEarly;
}
