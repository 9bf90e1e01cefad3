using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Blends each picture with another of the batch, all by the same weight (Zhang et al., 2017;
/// https://keras.io/api/layers/preprocessing_layers/image_augmentation/mix_up/).
/// </summary>
/// <param name="alpha">The weight is drawn from Beta(alpha, alpha); above 0 to 1, default 0.2.</param>
public sealed class MixUp(double alpha = 0.2, int? seed = null, string? name = null, DTypePolicy? dtype = null) : MixingLayer(seed, name, dtype)
{
    public static MixUp FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        var alpha = config.Double("alpha", 0.2);
        return alpha is > 0 and <= 1
            ? new MixUp(alpha, config.OptionalInt("seed"), config.Name, config.DType)
            : throw config.Refuse("alpha", new("layer.setting.aboveZero"));
    }

    /// <summary><c>mix_weight</c> [1] and <c>permutation_order</c> [N].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["permutation_order"] = Order(pictures, generator), ["mix_weight"] = Beta(alpha, 1, generator) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var weight = transformation["mix_weight"].view(-1, 1, 1, 1).to_type(pictures.dtype);
        return ((weight * pictures) + ((1 - weight) * pictures.index_select(0, transformation["permutation_order"]))).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["alpha"] = alpha;
        config["seed"] = Seed;
    }
}
