using MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;

namespace MlOpsDashboard.Dashboard.Components.Tasks.TextClassification;

/// <summary>One label a text: shown as one label a picture is.</summary>
public sealed class TextClassificationPages : ITaskPages
{
    public string Task => "text-classification";

    public Type Texts => typeof(TextClassificationTexts);

    public Type Form => typeof(ImageClassificationForm);

    public Type Evaluation => typeof(ImageClassificationEvaluation);

    public Type Figures => typeof(ImageClassificationFigures);

    public Type Answer => typeof(ImageClassificationAnswer);
}
