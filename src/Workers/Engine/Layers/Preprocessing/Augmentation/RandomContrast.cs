using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Stretches each channel about its mean (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/):
/// (x - mean) f + mean, clipped to the value range; f is drawn from 1 - lower to 1 + upper.
/// </summary>
/// <param name="factor">One number f means (0, f), as Keras 3 reads it: contrast is only raised. A pair is (lower, upper).</param>
/// <param name="lowest">Smallest value; default 0.</param>
/// <param name="highest">Largest value; default 255.</param>
public sealed class RandomContrast(
    FactorRange factor,
    double lowest = 0,
    double highest = 255,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : RandomPictureLayer(seed, name, dtype)
{
    public static RandomContrast FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        var range = config.Has("value_range") ? FactorRange.Numbers(config, "value_range") : [0, 255];
        return new RandomContrast(
            FactorRange.Positive(FactorRange.Numbers(config, "factor")),
            range[0],
            range[^1],
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>contrast_factor</c>, [N, 1, 1, 1].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["contrast_factor"] = Uniform(1 - factor.Lower, 1 + factor.Upper, generator, pictures, 1, 1, 1) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var exact = pictures.to_type(ScalarType.Float32);
        var mean = exact.mean([1, 2], keepdim: true);
        return ((exact - mean) * transformation["contrast_factor"]).add_(mean).clamp_(lowest, highest).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = new JsonArray(Whole(lowest), Whole(highest));
        config["seed"] = Seed;
    }

    private static JsonNode Whole(double value) => value == Math.Floor(value) ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
