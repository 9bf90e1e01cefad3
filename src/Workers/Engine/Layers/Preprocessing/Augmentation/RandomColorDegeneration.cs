using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Makes colours paler, towards grey (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_degeneration/).</summary>
/// <param name="factor">Share of grey; one number f means 0 to f.</param>
public sealed class RandomColorDegeneration(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomColorDegeneration FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomColorDegeneration(
            FactorRange.Positive(FactorRange.Numbers(config, "factor")),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>factor</c>, [N, 1, 1, 1].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["factor"] = Uniform(factor.Lower, factor.Upper, generator, pictures, 1, 1, 1) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return _range.Clip(pictures + (transformation["factor"].to_type(pictures.dtype) * (GrayMix.Of(pictures) - pictures))).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
