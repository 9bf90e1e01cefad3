namespace MlOpsDashboard.Dashboard.Components.Pages.Explanations;

/// <summary>Names the texts of the pages that explain differences.</summary>
public sealed class ExplanationTexts;
