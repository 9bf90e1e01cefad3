using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Turns each picture about its middle (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/).</summary>
/// <param name="factor">In full circles; one number f means -f to f. Positive turns counter-clockwise.</param>
public sealed class RandomRotation(FactorRange factor, AffineWarp? warp = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : WarpingLayer(warp ?? new AffineWarp(), seed, name, dtype)
{
    public static RandomRotation FromConfig(LayerConfig config) =>
        new(FactorRange.Symmetric(FactorRange.Numbers(config, "factor")), WarpOf(config), config.OptionalInt("seed"), config.Name, config.DType);

    /// <summary><c>angle</c> in degrees, [N].</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor> { ["angle"] = Uniform(factor.Lower * 360, factor.Upper * 360, generator, pictures) };

    protected override Tensor Maps(IReadOnlyDictionary<string, Tensor> transformation, long height, long width)
    {
        var angle = transformation["angle"].mul(Math.PI / 180);
        var (cos, sin) = (angle.cos(), angle.sin());
        var (w, h) = (width - 1, height - 1);
        var x = ((cos * w) - (sin * h)).neg().add(w).div(2);
        var y = ((sin * w) + (cos * h)).neg().add(h).div(2);
        return Rows(cos, sin.neg(), x, sin, cos, y);
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["fill_mode"] = Warp.FillMode;
        config["fill_value"] = Warp.FillValue;
        config["interpolation"] = Warp.Interpolation;
        config["seed"] = Seed;
    }
}
