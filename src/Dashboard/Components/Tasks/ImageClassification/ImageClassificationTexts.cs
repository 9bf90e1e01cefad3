namespace MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;

/// <summary>Names the resources of this folder's texts (ImageClassificationTexts.resx).</summary>
public sealed class ImageClassificationTexts;
