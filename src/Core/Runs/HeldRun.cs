using MlOpsDashboard.Core.Branches;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a worker needs to know of the run that it holds.</summary>
public sealed record HeldRun(RunId Run, int Number, string SpecJson, DatasetVersionId DatasetVersion)
{
    /// <summary>The run that it goes on from, and how many of its epochs; null where it begins anew.</summary>
    public BranchOrigin? Branch { get; init; }
}
