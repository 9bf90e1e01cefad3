using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Mirrors every second picture, on average (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/).</summary>
/// <param name="mode">horizontal, vertical, or horizontal_and_vertical (both at once, drawn once).</param>
public sealed class RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    public static RandomFlip FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomFlip(
            config.Choice("mode", "horizontal_and_vertical", "horizontal", "vertical", "horizontal_and_vertical"),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["flips"] = Uniform(0, 1, generator, pictures, 1, 1, 1).le(0.5) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        long[] axes = mode switch
        {
            "horizontal" => [2],
            "vertical" => [1],
            _ => [1, 2],
        };
        return where(transformation["flips"], pictures.flip(axes), pictures).MoveToOuterDisposeScope();
    }

    public override Tensor MovePoints(Tensor points, IReadOnlyDictionary<string, Tensor> transformation, long height, long width)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (points.select(2, 0), points.select(2, 1));
        var mirrored = stack([mode == "vertical" ? x : width - x, mode == "horizontal" ? y : height - y], dim: 2);
        return where(transformation["flips"].view(-1, 1, 1), mirrored, points).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["seed"] = Seed;
        config["mode"] = mode;
    }
}
