namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Names the texts of datasets of boxes, which lie beside this file.</summary>
public sealed class BoxDatasetTexts;
