using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What a model said of one example. What the numbers mean, and how many there are, is the task's.</summary>
/// <param name="Name">The example's: a picture's path in its dataset.</param>
/// <param name="Target">What is true of it.</param>
/// <param name="Output">What the network gave, after its last activation, float32 where a network gave it.</param>
public sealed record PredictionRow(string Name, IReadOnlyList<double> Target, IReadOnlyList<double> Output)
{
    /// <summary>How much the example counts, where its source says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Weight { get; init; }

    /// <summary>The fold whose model said it, from 0; null where there is one model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Fold { get; init; }
}
