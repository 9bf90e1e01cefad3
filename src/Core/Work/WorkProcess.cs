namespace MlOpsDashboard.Core.Work;

/// <summary>What a dashboard and the processes that it starts know each other by.</summary>
public static class WorkProcess
{
    /// <summary>Environment variable of every process that a dashboard started: the data folder that it works for.</summary>
    public const string FolderVariable = "MLOPS_CHILD_OF";
}
