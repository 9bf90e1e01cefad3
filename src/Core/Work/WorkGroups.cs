namespace MlOpsDashboard.Core.Work;

/// <summary>Execution groups: each has a limit of its own of work at the same time.</summary>
public static class WorkGroups
{
    public const string Cpu = "cpu",
        Gpu = "gpu",
        Disk = "io";
}
