using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Shifts each picture (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/).</summary>
/// <param name="height">Share of the height; one number f means -f to f; positive is down.</param>
/// <param name="width">Share of the width; positive is right.</param>
public sealed class RandomTranslation(
    FactorRange height,
    FactorRange width,
    AffineWarp? warp = null,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : WarpingLayer(warp ?? new AffineWarp(), seed, name, dtype)
{
    public static RandomTranslation FromConfig(LayerConfig config) =>
        new(
            FactorRange.Symmetric(FactorRange.Numbers(config, "height_factor")),
            FactorRange.Symmetric(FactorRange.Numbers(config, "width_factor")),
            WarpOf(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );

    /// <summary><c>translations</c> in pixels, [N, 2]: right, down.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height1, long width1, Generator generator)
    {
        var down = Uniform(height.Lower, height.Upper, generator, pictures, 1).mul_(height1);
        var right = Uniform(width.Lower, width.Upper, generator, pictures, 1).mul_(width1);
        return new Dictionary<string, Tensor> { ["translations"] = cat([right, down], 1) };
    }

    protected override Tensor Maps(IReadOnlyDictionary<string, Tensor> transformation, long height1, long width1)
    {
        var shift = transformation["translations"].neg();
        var one = ones_like(shift.select(1, 0));
        var none = zeros_like(one);
        return Rows(one, none, shift.select(1, 0), none, one, shift.select(1, 1));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["height_factor"] = height.ToJson();
        config["width_factor"] = width.ToJson();
        AddWarp(config);
    }
}
