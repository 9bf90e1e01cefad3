namespace MlOpsDashboard.Dashboard.Components.Pages;

/// <summary>Texts of pages that stand alone.</summary>
public sealed class PagesTexts;
