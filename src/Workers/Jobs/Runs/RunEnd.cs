using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>What a job made of its run.</summary>
public abstract record RunEnd
{
    /// <summary>Another worker has it, or there was nothing to do.</summary>
    public sealed record Nothing : RunEnd;

    /// <summary>It has ended for good.</summary>
    public sealed record Finished(RunStatus Status) : RunEnd;

    /// <summary>It was given back; the next start of the dashboard goes on with it.</summary>
    public sealed record Interrupted : RunEnd;

    /// <summary>It was given back after a fault, to be tried again.</summary>
    public sealed record TryAgain(int Faults, TimeSpan After) : RunEnd;
}
