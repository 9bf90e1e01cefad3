namespace MlOpsDashboard.Workers.Host;

/// <summary>What the process says at its end (see docs/cli.md).</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Fault = 1;
    public const int Refused = 2;
    public const int Cancelled = 3;
    public const int Diverged = 4;
    public const int DiskFull = 5;
}
