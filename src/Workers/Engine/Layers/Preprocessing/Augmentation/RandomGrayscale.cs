using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Makes some pictures grey, in all their channels (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_grayscale/).</summary>
/// <param name="factor">Probability, 0 to 1.</param>
public sealed class RandomGrayscale(double factor = 0.5, string? name = null, DTypePolicy? dtype = null) : RandomPictureLayer(null, name, dtype)
{
    public static RandomGrayscale FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return config.Double("factor", 0.5) is >= 0 and <= 1 and var factor
            ? new RandomGrayscale(factor, config.Name, config.DType)
            : throw config.Refuse("factor", new("layer.setting.range", ("least", "0"), ("most", "1")));
    }

    /// <summary><c>should_apply</c>, [N, 1, 1, 1].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["should_apply"] = Uniform(0, 1, generator, pictures, 1, 1, 1).lt(factor) };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        return where(transformation["should_apply"], GrayMix.Of(pictures), pictures).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config) => config["factor"] = factor;
}
