namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>Texts of a run's page.</summary>
public sealed class RunTexts;
