using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Adds the same amount to every pixel of a picture
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/).</summary>
/// <param name="factor">Share of the value range; one number f means -f to f.</param>
public sealed class RandomBrightness(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomBrightness FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomBrightness(
            FactorRange.Symmetric(FactorRange.Numbers(config, "factor")),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>rgb_delta</c>, [N, 1, 1, 1], in pixel values.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["rgb_delta"] = Uniform(factor.Lower, factor.Upper, generator, pictures, 1, 1, 1).mul_(_range.Width) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return _range.Clip(pictures + transformation["rgb_delta"].to_type(pictures.dtype)).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
