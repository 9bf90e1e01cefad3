namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>Texts of charts.</summary>
public sealed class ChartTexts;
