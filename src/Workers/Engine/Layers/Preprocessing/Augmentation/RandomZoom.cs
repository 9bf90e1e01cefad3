using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Zooms each picture about its middle: out for positive factors, in for negative ones
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/).</summary>
/// <param name="height">One number f means -f to f.</param>
/// <param name="width">Null: the same draw as for the height, which keeps proportions.</param>
public sealed class RandomZoom(
    FactorRange height,
    FactorRange? width = null,
    AffineWarp? warp = null,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : WarpingLayer(warp ?? new AffineWarp(), seed, name, dtype)
{
    public static RandomZoom FromConfig(LayerConfig config) =>
        new(
            FactorRange.Symmetric(FactorRange.Numbers(config, "height_factor")),
            config.Has("width_factor") ? FactorRange.Symmetric(FactorRange.Numbers(config, "width_factor")) : null,
            WarpOf(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );

    /// <summary><c>height_zoom</c> and <c>width_zoom</c>, [N, 1]: 1 leaves the size.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height1, long width1, Generator generator)
    {
        var tall = Uniform(height.Lower + 1, height.Upper + 1, generator, pictures, 1);
        var wide = width is null ? tall : Uniform(width.Lower + 1, width.Upper + 1, generator, pictures, 1);
        return new Dictionary<string, Tensor> { ["height_zoom"] = tall, ["width_zoom"] = wide };
    }

    protected override Tensor Maps(IReadOnlyDictionary<string, Tensor> transformation, long height1, long width1)
    {
        var (wide, tall) = (transformation["width_zoom"].flatten(), transformation["height_zoom"].flatten());
        var none = zeros_like(wide);
        return Rows(wide, none, wide.neg().add(1).mul((width1 - 1) / 2.0), none, tall, tall.neg().add(1).mul((height1 - 1) / 2.0));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["height_factor"] = height.ToJson();
        config["width_factor"] = width?.ToJson();
        AddWarp(config);
    }
}
