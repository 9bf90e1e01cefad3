using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>A pretrained network that can be named: its builder, preprocessing, sizes and published weight files.</summary>
/// <param name="Name">Keras's name, "EfficientNetB0".</param>
/// <param name="Family">"EfficientNet".</param>
/// <param name="Builder">Builds it; weights are drawn or loaded later.</param>
/// <param name="Preprocessing">The family's preprocess_input.</param>
/// <param name="InputSize">Default height and width in pixels.</param>
/// <param name="Parameters">Parameters without the top.</param>
/// <param name="NoTop">Published ImageNet weights without the top; null where they are <see cref="EmbeddedWeights"/>.</param>
/// <param name="Top">Published ImageNet weights with the top.</param>
public sealed record Backbone(
    string Name,
    string Family,
    Func<BackboneOptions, Network> Builder,
    PreprocessingFunction Preprocessing,
    int InputSize,
    long Parameters,
    WeightFile? NoTop,
    WeightFile? Top
)
{
    /// <summary>The file beside the program that holds ImageNet weights without the top, or null.</summary>
    public EmbeddedWeights? EmbeddedWeights { get; init; }

    /// <summary>What a person needs to choose it.</summary>
    public BackboneCard? Card => BackboneCards.Find(Name);

    public Network Build(BackboneOptions? options = null) => Builder(options ?? new BackboneOptions());
}
