namespace MlOpsDashboard.Dashboard.Components.Pages.Compare;

/// <summary>Texts of the comparison of runs.</summary>
public sealed class CompareTexts;
