namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>Any number of labels a picture.</summary>
public sealed class MultiLabelPages : ITaskPages
{
    public string Task => "multi-label-classification";

    public Type Texts => typeof(MultiLabelTexts);

    public Type Form => typeof(MultiLabelForm);

    public Type Evaluation => typeof(MultiLabelEvaluation);

    public Type Figures => typeof(MultiLabelFigures);

    public Type Answer => typeof(MultiLabelAnswer);
}
