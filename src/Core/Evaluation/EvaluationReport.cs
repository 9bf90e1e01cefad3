using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>How a model does on a set of labelled pictures: <c>evaluation.json</c>.</summary>
/// <param name="ConfusionMatrix">[actual][predicted] counts, K x K.</param>
/// <param name="Predictions">One a picture, in the order of the dataset.</param>
public sealed record EvaluationReport(
    string Task, IReadOnlyList<string> ClassNames, int Samples, double? Loss, double? Accuracy, int? Epoch,
    IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix, IReadOnlyList<ClassReport> PerClass, AverageReport Macro, AverageReport Weighted,
    Calibration Calibration, IReadOnlyList<PicturePrediction> Predictions)
{
    /// <summary>Of a cross-validated run, whose folds were judged by a model each: the fold whose model is the run's. Else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ModelFold { get; init; }

    /// <summary>What scikit-learn and Keras measure, by their names in camelCase, 0 where scikit-learn has 0 and null where a figure is not defined. Null in a report that is older than they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Metrics { get; init; }
}

/// <summary>Null where it is not defined: precision of a class that was never predicted, recall of one that never occurs.</summary>
public sealed record ClassReport(string ClassName, double? Precision, double? Recall, double? F1, int Support);

public sealed record AverageReport(double? Precision, double? Recall, double? F1);

/// <param name="ExpectedCalibrationError">0 to 1; mean gap between confidence and accuracy.</param>
public sealed record Calibration(double? ExpectedCalibrationError, IReadOnlyList<CalibrationBin> Bins);

public sealed record CalibrationBin(double From, double To, int Count, double? MeanConfidence, double? Accuracy);

/// <param name="File">Path relative to the dataset, such as <c>Food &amp; Drink/1f34e.png</c>.</param>
/// <param name="Actual">Index of the true class.</param>
/// <param name="Predicted">Index of the most probable class.</param>
public sealed record PicturePrediction(string File, int Actual, int Predicted, double Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>The fold whose model predicted it; null where there is one model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Fold { get; init; }
}
