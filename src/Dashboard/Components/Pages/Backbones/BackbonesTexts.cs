namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>Texts of the pages of backbones.</summary>
public sealed class BackbonesTexts;
