namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>Names the resources of this folder's texts (RunTexts.resx).</summary>
public sealed class RunTexts;
