namespace MlOpsDashboard.Dashboard.Components.Pages.Label;

/// <summary>Names the texts beside it.</summary>
internal sealed class LabelTexts;
