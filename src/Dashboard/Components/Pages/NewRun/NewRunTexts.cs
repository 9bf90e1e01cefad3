namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>Names the resources of this folder's texts (NewRunTexts.resx).</summary>
public sealed class NewRunTexts;
