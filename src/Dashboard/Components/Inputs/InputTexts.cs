namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>Names the resources of this folder's texts (InputTexts.resx).</summary>
public sealed class InputTexts;
