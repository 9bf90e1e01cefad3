namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>Texts of the list of runs.</summary>
public sealed class RunsTexts;
