namespace MlOpsDashboard.Dashboard.Components.Pages.Workers;

/// <summary>Texts of the page of workers.</summary>
public sealed class WorkersTexts;
