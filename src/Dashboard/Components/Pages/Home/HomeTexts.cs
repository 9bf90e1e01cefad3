namespace MlOpsDashboard.Dashboard.Components.Pages.Home;

/// <summary>Texts of the home page.</summary>
public sealed class HomeTexts;
