using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>How a model does on a set of labelled pictures: <c>evaluation.json</c>.</summary>
/// <param name="ConfusionMatrix">[actual][predicted] counts, K x K.</param>
/// <param name="Predictions">One a picture, in the order of the dataset.</param>
public sealed record EvaluationReport(
    string Task,
    IReadOnlyList<string> ClassNames,
    int Samples,
    double? Loss,
    double? Accuracy,
    int? Epoch,
    IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix,
    IReadOnlyList<ClassReport> PerClass,
    AverageReport Macro,
    AverageReport Weighted,
    Calibration Calibration,
    IReadOnlyList<PicturePrediction> Predictions
)
{
    /// <summary>Of a cross-validated run, whose folds were judged by a model each: the fold whose model is the run's. Else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ModelFold { get; init; }

    /// <summary>What scikit-learn and Keras measure, by their names in camelCase, 0 where scikit-learn has 0 and null where a figure is not defined. Null in a
    /// report that is older than they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Metrics { get; init; }
}
