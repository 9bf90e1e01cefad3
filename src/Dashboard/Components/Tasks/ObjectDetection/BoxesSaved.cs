namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>What the browser is told of boxes that it sent.</summary>
/// <param name="Revision">Of what is stored now; null where the boxes were refused.</param>
public sealed record BoxesSaved(int? Revision);
