namespace MlOpsDashboard.Dashboard.Components.Inputs.Texts;

/// <summary>Names the resources of this folder's texts (TextTexts.resx).</summary>
public sealed class TextTexts;
