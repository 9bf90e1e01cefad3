namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Names the resources of this folder's texts (ObjectDetectionTexts.resx).</summary>
public sealed class ObjectDetectionTexts;
