namespace MlOpsDashboard.Dashboard.Components.Inputs.Pictures;

/// <summary>Names the resources of this folder's texts (PictureTexts.resx).</summary>
public sealed class PictureTexts;
