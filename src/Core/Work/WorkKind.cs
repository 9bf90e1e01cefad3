namespace MlOpsDashboard.Core.Work;

/// <summary>What a row of work does.</summary>
public enum WorkKind
{
    Training,
    Import,
    Gate,

    /// <summary>Trains a model version's run again, to compare.</summary>
    Rerun,
}
