namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>What a data source says of each example.</summary>
public enum TargetKind
{
    /// <summary>One class: the target is its number.</summary>
    Class,

    /// <summary>Any number of labels: a 1 for each that applies, else 0.</summary>
    Labels,

    /// <summary>A number for each target.</summary>
    Numbers,
}
