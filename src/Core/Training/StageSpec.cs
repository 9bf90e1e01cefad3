using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>A run of epochs with one freeze plan and one optimiser. Epochs count on through the stages.</summary>
public sealed record StageSpec
{
    public string Name { get; init; } = "feature extraction";

    /// <summary>How many epochs this stage adds.</summary>
    public int Epochs { get; init; } = 10;
    public Unfreeze Unfreeze { get; init; } = Unfreeze.None;

    /// <summary>More layers every few epochs; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradualUnfreezing? Gradual { get; init; }
    public ComponentSpec Optimizer { get; init; } = new("Adam", ("learningRate", 0.001));

    /// <summary>Groups of backbone layers that learn slower or faster than the rest; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayerRate>? LayerRates { get; init; }
}
