namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>A picture with its boxes as a file has them.</summary>
/// <param name="File">As in <see cref="Data.Annotations.IAnnotationSource.Files"/>.</param>
/// <param name="Part">One of <see cref="Core.Datasets.DatasetPart"/>, or null.</param>
/// <param name="Place">What to call a box by its number.</param>
internal sealed record BoxPicture(string File, string? Part, Func<int, string> Place)
{
    /// <summary>Of the picture as its file says it, in pixels; null where it does not. 1 where boxes are shares of the picture.</summary>
    public double? Width { get; init; }

    public double? Height { get; init; }

    public List<WrittenBox> Boxes { get; init; } = [];
}
