using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Evaluation;

/// <param name="File">Path relative to the dataset, such as <c>Food &amp; Drink/1f34e.png</c>.</param>
/// <param name="Actual">Index of the true class.</param>
/// <param name="Predicted">Index of the most probable class.</param>
public sealed record PicturePrediction(string File, int Actual, int Predicted, double Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>The fold whose model predicted it; null where there is one model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Fold { get; init; }
}
