namespace MlOpsDashboard.Workers.Jobs.Launching;

/// <summary>What a launcher knows of an attempt.</summary>
/// <param name="IsKnown">Whether it was ever started.</param>
/// <param name="ExitCode">As the shell says it (128 + signal); null while it is at work, or where nobody saw the end.</param>
/// <param name="MemoryKill">Whether the kernel ended a process for want of memory meanwhile.</param>
/// <param name="Seconds">Since it was started; 0 where that is not known any more.</param>
public sealed record LaunchState(bool IsKnown, bool IsAlive, int? ExitCode, bool MemoryKill, double Seconds, long MemoryBytes)
{
    public static LaunchState Unknown { get; } = new(false, false, null, false, 0, 0);
}
