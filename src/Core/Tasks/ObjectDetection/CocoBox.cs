namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>An annotation of a COCO file, or a line of its results: as it is written, judged by nobody.</summary>
/// <param name="Id">Null where it is missing, as in results.</param>
/// <param name="Image">Null where it is missing.</param>
/// <param name="Category">Null where it is missing.</param>
/// <param name="X">Of the left edge, from 0. It and the others are NaN where there is neither a box nor an outline.</param>
public readonly record struct CocoBox(long? Id, long? Image, long? Category, double X, double Y, double Width, double Height)
{
    /// <summary>NaN where it is missing.</summary>
    public double Area { get; init; }

    /// <summary>Of results; NaN where it is missing.</summary>
    public double Score { get; init; }

    public bool IsCrowd { get; init; }

    /// <summary>What VOC calls so, where the file keeps it.</summary>
    public bool IsDifficult { get; init; }

    /// <summary>Whether the file has no box and this one is that of the outline.</summary>
    public bool IsOfOutline { get; init; }

    public ObjectBox Box => new(X, Y, X + Width, Y + Height);
}
