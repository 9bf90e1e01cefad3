namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>Names the resources of this folder's texts (MultiLabelTexts.resx).</summary>
public sealed class MultiLabelTexts;
