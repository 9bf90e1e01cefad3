using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Augmentation;

/// <summary>Turns colours on the colour circle (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_hue/).</summary>
/// <param name="factor">In half circles, either way; one number f means 0 to f.</param>
public sealed class RandomHue(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomHue FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomHue(FactorRange.Positive(FactorRange.Numbers(config, "factor")), ValueRange.Of(config), config.OptionalInt("seed"), config.Name, config.DType);
    }

    /// <summary><c>factor</c>, [N], in full circles.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var invert = Uniform(0, 1, generator, pictures).gt(0.5).to_type(ScalarType.Float32).mul_(-2).add_(1);
        return new Dictionary<string, Tensor> { ["factor"] = Uniform(factor.Lower, factor.Upper, generator, pictures).mul_(invert).mul_(0.5) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var result = empty_like(pictures);
        for (var i = 0L; i < pictures.shape[0]; i++)
        {
            // One picture after the other stays in the processor's cache through the thirty steps of this.
            using var inner = NewDisposeScope();
            result.narrow(0, i, 1).copy_(Turn(pictures.narrow(0, i, 1), transformation["factor"].narrow(0, i, 1)));
        }

        return result.MoveToOuterDisposeScope();
    }

    private Tensor Turn(Tensor picture, Tensor circles)
    {
        var (hue, saturation, value) = Hsv.FromRgb(_range.ToUnit(picture.to_type(ScalarType.Float32)));
        hue += circles.view(-1, 1, 1);
        hue = where(hue > 1, hue - 1, hue);
        hue = where(hue < 0, hue + 1, hue);
        return _range.FromUnit(Hsv.ToRgb(hue, saturation, value).clamp_(0, 1));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
