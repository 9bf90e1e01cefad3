using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Slants each picture (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_shear/).</summary>
/// <param name="x">Columns moved a row; one number f means -f to f. Every second picture, on average, is slanted the other way.</param>
/// <param name="y">Rows moved a column.</param>
public sealed class RandomShear(FactorRange x, FactorRange y, AffineWarp? warp = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : WarpingLayer(warp ?? new AffineWarp(), seed, name, dtype)
{
    public static RandomShear FromConfig(LayerConfig config) =>
        new(
            FactorRange.Symmetric(FactorRange.Numbers(config, "x_factor", 0)),
            FactorRange.Symmetric(FactorRange.Numbers(config, "y_factor", 0)),
            WarpOf(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );

    /// <summary><c>shear_factor</c>, [N, 2]: along x, along y.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var invert = Uniform(0, 1, generator, pictures, 1).gt(0.5).to_type(ScalarType.Float32).mul_(-2).add_(1);
        var down = Uniform(y.Lower, y.Upper, generator, pictures, 1);
        var right = Uniform(x.Lower, x.Upper, generator, pictures, 1);
        return new Dictionary<string, Tensor> { ["shear_factor"] = cat([right, down], 1).mul_(invert) };
    }

    protected override Tensor Maps(IReadOnlyDictionary<string, Tensor> transformation, long height, long width)
    {
        var (right, down) = (transformation["shear_factor"].select(1, 0), transformation["shear_factor"].select(1, 1));
        var (one, none) = (ones_like(right), zeros_like(right));
        return Rows(one, right, none, down, one, none);
    }

    protected override void AddConfig(JsonObject config)
    {
        config["x_factor"] = x.ToPair();
        config["y_factor"] = y.ToPair();
        AddWarp(config);
    }
}
