namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>What a child may use before it is ended.</summary>
public sealed record WorkLimits
{
    /// <summary>Bytes that it may write to standard output and standard error. Default 1 GB.</summary>
    public long OutputBytes { get; init; } = 1_000_000_000;

    /// <summary>Bytes of one line; a longer one is given up, and the child with it. Default 128 MB.</summary>
    public int LineBytes { get; init; } = 128_000_000;
}
