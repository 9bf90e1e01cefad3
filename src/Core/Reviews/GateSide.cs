using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>How one of the two versions did on the holdout.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Artifact">SHA-256 of its file.</param>
/// <param name="Rows">Examples that it was judged on.</param>
/// <param name="Metrics">Of the task, by their names in training.</param>
/// <param name="Intervals">95 % of each metric, from rows drawn again.</param>
/// <param name="Milliseconds">To answer one example alone, reading included; the middle of several.</param>
public sealed record GateSide(
    int Version,
    string Artifact,
    long Bytes,
    int Rows,
    IReadOnlyDictionary<string, double?> Metrics,
    IReadOnlyDictionary<string, Interval?> Intervals,
    double? CalibrationError,
    double? Milliseconds
)
{
    /// <summary>Why it could not be judged on this holdout; null where it was.</summary>
    public Refusal? Fault { get; init; }

    /// <summary>What replaying its stored preprocessing gave; null where that was not asked.</summary>
    public GateParity? Parity { get; init; }

    /// <summary>The pretrained weights that it began from and their licence.</summary>
    public Refusal? Weights { get; init; }
}
