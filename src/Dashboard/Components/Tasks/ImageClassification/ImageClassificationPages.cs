namespace MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;

/// <summary>One label a picture.</summary>
public sealed class ImageClassificationPages : ITaskPages
{
    public string Task => "image-classification";

    public Type Texts => typeof(ImageClassificationTexts);

    public Type Form => typeof(ImageClassificationForm);

    public Type Evaluation => typeof(ImageClassificationEvaluation);

    public Type Figures => typeof(ImageClassificationFigures);

    public Type Answer => typeof(ImageClassificationAnswer);
}
