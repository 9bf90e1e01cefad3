using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Turns the colours of some pictures into their opposites
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_invert/).</summary>
/// <param name="factor">Range that the probability is drawn from; one number f means 0 to f.</param>
public sealed class RandomInvert(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomInvert FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomInvert(
            FactorRange.Positive(FactorRange.Numbers(config, "factor", 1)),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>apply_inversion</c>, [N].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var probability = Uniform(factor.Lower, factor.Upper, generator, pictures);
        return new Dictionary<string, Tensor> { ["apply_inversion"] = Uniform(0, 1, generator, pictures).lt(probability) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return where(transformation["apply_inversion"].view(-1, 1, 1, 1), _range.Highest - pictures, pictures).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
