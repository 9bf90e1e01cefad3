namespace MlOpsDashboard.Dashboard.Components.Pages.Reviews;

/// <summary>Names the texts of the pages of reviews.</summary>
public sealed class ReviewTexts;
