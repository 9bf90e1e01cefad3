using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>What is remembered of a run beside the aggregate: newest progress, what the child said at its start, and scores of the evaluation for
/// lists.</summary>
public sealed class RunFacts
{
    public RunId RunId { get; set; }

    /// <summary>The newest progress event; older ones are not kept.</summary>
    public string? ProgressJson { get; set; }

    /// <summary>The newest started event.</summary>
    public string? StartedJson { get; set; }
    public string? EngineVersion { get; set; }

    /// <summary>SHA-256 of last.keras.</summary>
    public string? LastModel { get; set; }
    public long LastSequence { get; set; }
    public int? EvaluatedPictures { get; set; }
    public double? MacroF1 { get; set; }
    public double? CalibrationError { get; set; }
}
