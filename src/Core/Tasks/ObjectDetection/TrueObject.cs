namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>An object that is in a picture.</summary>
/// <param name="Class">Its number in the names.</param>
/// <param name="Area">In square pixels as its file says it (of a COCO file the segment's), else the box's.</param>
public readonly record struct TrueObject(int Class, ObjectBox Box, double Area)
{
    /// <summary>Whether it is a crowd of them in one box (COCO's <c>iscrowd</c>): it may be found often, and is not missed.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>Whether its file calls it difficult (VOC's <c>difficult</c>).</summary>
    public bool IsDifficult { get; init; }
}
