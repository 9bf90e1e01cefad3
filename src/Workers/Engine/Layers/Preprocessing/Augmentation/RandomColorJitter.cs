using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Brightness, contrast, saturation and hue in one, in this order; what is not given stays out
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_jitter/).</summary>
public sealed class RandomColorJitter : PictureLayerSet
{
    private readonly ValueRange range;
    private readonly (string Key, FactorRange? Factor)[] factors;
    private readonly List<(string Name, RandomPictureLayer Layer)> parts = [];

    public RandomColorJitter(
        FactorRange? brightness,
        FactorRange? contrast,
        FactorRange? saturation,
        FactorRange? hue,
        ValueRange? range = null,
        int? seed = null,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : base(seed, name, dtype)
    {
        this.range = range ?? ValueRange.Bytes;
        factors = [("brightness_factor", brightness), ("contrast_factor", contrast), ("saturation_factor", saturation), ("hue_factor", hue)];
        Add("random_brightness", brightness, factor => new RandomBrightness(factor, range, name: "random_brightness"));
        Add("random_contrast", contrast, factor => new RandomContrast(factor, this.range.Lowest, this.range.Highest, name: "random_contrast"));
        Add("random_saturation", saturation, factor => new RandomSaturation(factor, range, name: "random_saturation"));
        Add("random_hue", hue, factor => new RandomHue(factor, range, name: "random_hue"));
    }

    protected override IReadOnlyList<(string Name, RandomPictureLayer Layer)> Parts => parts;

    public static RandomColorJitter FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        FactorRange? Factor(string key, Func<double[], FactorRange> range) => config.Has(key) ? range(FactorRange.Numbers(config, key)) : null;
        return new RandomColorJitter(
            Factor("brightness_factor", FactorRange.Symmetric),
            Factor("contrast_factor", FactorRange.Positive),
            Factor("saturation_factor", FactorRange.Symmetric),
            Factor("hue_factor", FactorRange.Positive),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return parts.Aggregate(pictures.alias(), (x, part) => Apply(part, x, transformation)).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["value_range"] = range.ToJson();
        foreach (var (key, factor) in factors)
        {
            config[key] = factor?.ToJson();
        }

        config["seed"] = Seed;
    }

    private void Add(string name, FactorRange? factor, Func<FactorRange, RandomPictureLayer> create)
    {
        if (factor is not null)
        {
            parts.Add((name, create(factor)));
        }
    }
}
