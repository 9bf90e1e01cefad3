namespace MlOpsDashboard.Dashboard.Components.Tasks.Regression;

/// <summary>One number a picture, or several.</summary>
public sealed class RegressionPages : ITaskPages
{
    public string Task => "regression";

    public Type Texts => typeof(RegressionTexts);

    public Type Form => typeof(RegressionForm);

    public Type Evaluation => typeof(RegressionEvaluation);

    public Type Figures => typeof(RegressionFigures);

    public Type Answer => typeof(RegressionAnswer);
}
