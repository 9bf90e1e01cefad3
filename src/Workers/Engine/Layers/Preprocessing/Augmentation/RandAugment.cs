using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// A few transformations one after the other, drawn for the whole batch from a list of eleven (Cubuk et al., 2019;
/// https://keras.io/api/layers/preprocessing_layers/image_augmentation/rand_augment/).
/// </summary>
public sealed class RandAugment : PictureLayerSet
{
    private readonly ValueRange range;
    private readonly int operations;
    private readonly FactorRange factor;
    private readonly string interpolation;

    /// <param name="operations">How many, one may come twice; Keras's default 2.</param>
    /// <param name="factor">Strength, 0 to 1; one number f means 0 to f. Keras's default 0.5.</param>
    /// <param name="interpolation">bilinear or nearest, where pictures are moved.</param>
    public RandAugment(
        int operations = 2,
        FactorRange? factor = null,
        string interpolation = "bilinear",
        ValueRange? range = null,
        int? seed = null,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : base(seed, name, dtype)
    {
        (this.operations, this.factor) = (
            operations > 0 ? operations : throw Refuse(new("layer.expected.numOps"), operations),
            factor ?? FactorRange.Positive(0.5)
        );
        (this.interpolation, this.range) = (interpolation, range ?? ValueRange.Bytes);
        var same = this.factor with { Single = null };
        var warp = new AffineWarp(Interpolation: interpolation);
        Parts =
        [
            ("random_shear", new RandomShear(same, same, warp, name: "random_shear")),
            ("random_translation", new RandomTranslation(same, same, warp, name: "random_translation")),
            ("random_rotation", new RandomRotation(same, warp, name: "random_rotation")),
            ("random_brightness", new RandomBrightness(same, range, name: "random_brightness")),
            ("random_color_degeneration", new RandomColorDegeneration(same, range, name: "random_color_degeneration")),
            ("random_contrast", new RandomContrast(same, this.range.Lowest, this.range.Highest, name: "random_contrast")),
            ("random_sharpness", new RandomSharpness(same, range, name: "random_sharpness")),
            ("random_posterization", new RandomPosterization(1, Math.Max(1, (int)(8 * same.Upper)), range, name: "random_posterization")),
            ("solarization", new Solarization(same, same, range, name: "solarization")),
            ("auto_contrast", new AutoContrast(range, name: "auto_contrast")),
            ("equalization", new Equalization(range: range, name: "equalization")),
        ];
    }

    protected override IReadOnlyList<(string Name, RandomPictureLayer Layer)> Parts { get; }

    public static RandAugment FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandAugment(
            config.Int("num_ops", 2),
            FactorRange.Positive(FactorRange.Numbers(config, "factor", 0.5)),
            config.Choice("interpolation", "bilinear", "bilinear", "nearest"),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>layer_idxes</c>, [num_ops], and what the layers drew that are among them.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var chosen = rand(operations, generator: generator).mul_(Parts.Count).to_type(ScalarType.Int64).clamp_max_(Parts.Count - 1);
        var drawn = new Dictionary<string, Tensor> { ["layer_idxes"] = chosen };
        foreach (var index in chosen.data<long>().ToArray().Distinct())
        {
            foreach (var (key, value) in Parts[(int)index].Layer.Draw(pictures, height, width, generator))
            {
                drawn[$"{Parts[(int)index].Name}/{key}"] = value;
            }
        }

        return drawn;
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var x = pictures.alias();
        foreach (var index in transformation["layer_idxes"].data<long>().ToArray())
        {
            x = Apply(Parts[(int)index], x, transformation);
        }

        return x.MoveToOuterDisposeScope();
    }

    public override Tensor MovePoints(Tensor points, IReadOnlyDictionary<string, Tensor> transformation, long height, long width)
    {
        using var scope = NewDisposeScope();
        var moved = points.alias();
        foreach (var index in transformation["layer_idxes"].data<long>().ToArray())
        {
            var (name, layer) = Parts[(int)index];
            moved = layer.MovePoints(moved, DrawnBy(name, transformation), height, width);
        }

        return moved.MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["value_range"] = range.ToJson();
        config["num_ops"] = operations;
        config["factor"] = factor.ToPair();
        config["interpolation"] = interpolation;
        config["seed"] = Seed;
    }
}
