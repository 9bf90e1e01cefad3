using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Blurs or sharpens (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_sharpness/): a factor of 0 is the picture
/// smoothed over 3 x 3 pixels, 0.5 changes nothing, 1 sharpens.
/// </summary>
/// <param name="factor">In 0..1; one number f means 0 to f.</param>
public sealed class RandomSharpness(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomSharpness FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomSharpness(
            FactorRange.Positive(FactorRange.Numbers(config, "factor")),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>factor</c>, [N].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["factor"] = Uniform(factor.Lower, factor.Upper, generator, pictures) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var exact = pictures.to_type(ScalarType.Float32);
        var kernel = full([3, 3], 1 / 13.0, ScalarType.Float32);
        kernel[1, 1] = 5 / 13f;
        var blurring = 1 - transformation["factor"].view(-1, 1, 1, 1).mul(2);
        return _range.Clip(exact + (blurring * (PictureFilter.Apply(exact, kernel) - exact))).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
