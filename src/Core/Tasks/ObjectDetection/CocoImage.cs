namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A picture as a COCO file names it.</summary>
/// <param name="FileName">As it is written; empty where it is missing.</param>
/// <param name="Width">In pixels; null where it is missing or no size.</param>
public sealed record CocoImage(long Id, string FileName, int? Width, int? Height);
