namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A class as a COCO file names it.</summary>
/// <param name="Name">Empty where it is missing.</param>
public sealed record CocoCategory(long Id, string Name, string? SuperCategory);
