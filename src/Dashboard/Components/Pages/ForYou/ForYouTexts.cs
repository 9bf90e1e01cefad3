namespace MlOpsDashboard.Dashboard.Components.Pages.ForYou;

/// <summary>Texts of the page of what waits for a person.</summary>
public sealed class ForYouTexts;
