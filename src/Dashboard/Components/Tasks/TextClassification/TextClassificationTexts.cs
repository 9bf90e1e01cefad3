namespace MlOpsDashboard.Dashboard.Components.Tasks.TextClassification;

/// <summary>Names the resources of this folder's texts (TextClassificationTexts.resx).</summary>
public sealed class TextClassificationTexts;
