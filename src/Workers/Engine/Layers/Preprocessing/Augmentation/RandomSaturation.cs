using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Makes colours paler or stronger (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_saturation/): a factor of 0
/// is grey, 0.5 changes nothing, towards 1 is stronger. Where a strong factor pushes the saturation above 1, values leave the range, as in Keras.
/// </summary>
/// <param name="factor">In 0..1; one number f means -f to f, as Keras reads it, and what is below 0 is grey.</param>
public sealed class RandomSaturation(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private const double Epsilon = 1e-7;
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomSaturation FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomSaturation(
            FactorRange.Symmetric(FactorRange.Numbers(config, "factor")),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>factor</c> of the saturation, [N].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var drawn = Uniform(factor.Lower, factor.Upper, generator, pictures);
        return new Dictionary<string, Tensor> { ["factor"] = drawn / (1 - drawn + Epsilon) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        // Hue and value stay, so the way over them can be spared: each channel keeps its share of the distance from the largest one.
        var exact = pictures.to_type(ScalarType.Float32);
        var value = exact.amax([3], keepdim: true);
        var range = value - exact.amin([3], keepdim: true);
        var saturation = _range.Clip(where(value > 0, range / value, zeros_like(value)).mul_(transformation["factor"].view(-1, 1, 1, 1)));
        var scale = where(range > 0, saturation * value / range, zeros_like(range));
        return (value - (value - exact).mul_(scale)).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
