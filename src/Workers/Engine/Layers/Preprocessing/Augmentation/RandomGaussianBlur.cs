using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Blurs some pictures of a batch (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_gaussian_blur/).</summary>
/// <param name="factor">Range that the probability of being blurred is drawn from; one number f means 0 to f.</param>
/// <param name="width">Columns of the kernel, odd; default 3.</param>
/// <param name="height">Rows of the kernel, odd; default 3.</param>
/// <param name="sigma">Range of the deviation in pixels, in 0..1, drawn once a batch for each direction; one number s means 0 to s. Default 1.</param>
public sealed class RandomGaussianBlur(
    FactorRange factor,
    int width = 3,
    int height = 3,
    FactorRange? sigma = null,
    ValueRange? range = null,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : RandomPictureLayer(seed, name, dtype)
{
    private readonly FactorRange _sigma = sigma ?? FactorRange.Positive(1);
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomGaussianBlur FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        var size = FactorRange.Numbers(config, "kernel_size", 3);
        if (size.Any(s => s is < 1 or > 255 || s % 2 != 1))
        {
            throw config.Refuse("kernel_size", new("layer.setting.odd"));
        }
        return new RandomGaussianBlur(
            FactorRange.Positive(FactorRange.Numbers(config, "factor", 1)),
            (int)size[0],
            (int)size[^1],
            FactorRange.Positive(FactorRange.Numbers(config, "sigma", 1)),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>should_apply_blur</c> [N] and <c>blur_factor</c> [2]: the deviation across and down.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long tall, long wide, Generator generator)
    {
        var probability = Uniform(factor.Lower, factor.Upper, generator, pictures);
        return new Dictionary<string, Tensor>
        {
            ["should_apply_blur"] = Uniform(0, 1, generator, pictures).lt(probability),
            ["blur_factor"] = Uniform(_sigma.Lower, _sigma.Upper, generator, 2).add_(1e-6),
        };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var exact = pictures.to_type(ScalarType.Float32);
        var deviation = transformation["blur_factor"];
        var kernel = Bell(height, deviation[1]).unsqueeze(1) * Bell(width, deviation[0]).unsqueeze(0);
        var blurred = where(transformation["should_apply_blur"].view(-1, 1, 1, 1), PictureFilter.Apply(exact, kernel), exact);
        return _range.Clip(blurred).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["kernel_size"] = new JsonArray(width, height);
        config["sigma"] = _sigma.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }

    private static Tensor Bell(int size, Tensor sigma)
    {
        var x = arange(size, ScalarType.Float32).sub_((size - 1) / 2.0).div(sigma);
        var bell = x.square().mul_(-0.5).exp_();
        return bell / bell.sum();
    }
}
