using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A stage begins.</summary>
/// <param name="TrainableLayers">Names of the layers that train, in order.</param>
/// <param name="BatchNormMode"><c>inference</c>, <c>train</c> or <c>frozen</c>.</param>
/// <param name="FrozenHash">SHA-256 of all frozen weights at the beginning of the stage.</param>
/// <param name="LayerStates">The strip of the freeze ledger, one character a backbone layer: <c>f</c> frozen, <c>t</c> training, <c>b</c> BatchNormalization
/// in training mode, <c>i</c> trainable BatchNormalization in inference mode.</param>
public sealed record StageEvent(
    int Index,
    string Name,
    IReadOnlyList<string> TrainableLayers,
    long TrainableParameters,
    string BatchNormMode,
    double LearningRate,
    string FrozenHash,
    string LayerStates,
    int FirstEpoch,
    int LastEpoch
) : RunEvent
{
    /// <summary>Groups of layers that learn at a rate of their own; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RateGroup>? RateGroups { get; init; }
}
