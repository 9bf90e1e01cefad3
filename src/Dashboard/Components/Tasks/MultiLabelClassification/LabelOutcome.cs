namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>How a label that is true or predicted came out.</summary>
internal enum LabelOutcome
{
    /// <summary>True and predicted.</summary>
    Hit,

    /// <summary>True, not predicted.</summary>
    Miss,

    /// <summary>Predicted, not true.</summary>
    FalseAlarm,
}
