namespace MlOpsDashboard.Dashboard.Components.Tasks.Regression;

/// <summary>Names the resources of this folder's texts (RegressionTexts.resx).</summary>
public sealed class RegressionTexts;
