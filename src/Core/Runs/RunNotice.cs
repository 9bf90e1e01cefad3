namespace MlOpsDashboard.Core.Runs;

/// <summary>Something happened to a run (or import): which, and the events if any. Subscribers re-read what they show.</summary>
public sealed record RunNotice(RunId Run, IReadOnlyList<RunEvent> Events, RunStatus? Status)
{
    /// <summary>Only those who may see it are told. Empty: only those who may see everything.</summary>
    public ProjectId Project { get; init; }
}
