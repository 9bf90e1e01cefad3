using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Covers a rectangle of some pictures with noise or a value (Zhong et al., 2017;
/// https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_erasing/).
/// </summary>
/// <param name="factor">Range that the probability of being covered is drawn from; one number f means 0 to f.</param>
/// <param name="scale">Range of the squared share of each side; default 0.02 to 0.33.</param>
/// <param name="fillValue">Null: normal noise times the highest value, clipped.</param>
public sealed class RandomErasing(
    FactorRange factor,
    FactorRange? scale = null,
    double? fillValue = null,
    ValueRange? range = null,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : RandomPictureLayer(seed, name, dtype)
{
    private readonly FactorRange _scale = scale ?? new FactorRange(0.02, 0.33);
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomErasing FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomErasing(
            FactorRange.Positive(FactorRange.Numbers(config, "factor", 1)),
            FactorRange.Positive(FactorRange.Numbers(config, "scale", 0.02, 0.33)),
            config.OptionalDouble("fill_value"),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>batch_masks</c> [N, H, W, 1] and <c>apply_erasing</c> [N]; a layer's own call draws <c>fill_value</c> as well.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var share = Uniform(_scale.Lower, _scale.Upper, generator, pictures, 2).sqrt_();
        var masks = RandomBox.Draw(share.select(1, 0), share.select(1, 1), height, width, generator).Mask;
        var probability = Uniform(factor.Lower, factor.Upper, generator, pictures);
        return new Dictionary<string, Tensor> { ["batch_masks"] = masks, ["apply_erasing"] = Uniform(0, 1, generator, pictures).lt(probability) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var covered = transformation["batch_masks"].logical_and(transformation["apply_erasing"].view(-1, 1, 1, 1));
        return where(covered, transformation["fill_value"].to_type(pictures.dtype), pictures).MoveToOuterDisposeScope();
    }

    protected override IReadOnlyDictionary<string, Tensor> Draw(Tensor pictures, Generator generator) =>
        new Dictionary<string, Tensor>(base.Draw(pictures, generator))
        {
            ["fill_value"] = _range.Clip(fillValue is { } value ? full(1, value) : randn(pictures.shape, generator: generator).mul_(_range.Highest)),
        };

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["scale"] = _scale.ToPair();
        config["fill_value"] = fillValue;
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
