namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Objects in a picture, each with a box.</summary>
public sealed class ObjectDetectionPages : ITaskPages
{
    public string Task => "object-detection";

    public Type Texts => typeof(ObjectDetectionTexts);

    public Type Form => typeof(ObjectDetectionForm);

    public Type Evaluation => typeof(ObjectDetectionEvaluation);

    public Type Figures => typeof(ObjectDetectionFigures);

    public Type? Comparison => typeof(ObjectDetectionComparison);

    public Type Answer => typeof(ObjectDetectionAnswer);
}
