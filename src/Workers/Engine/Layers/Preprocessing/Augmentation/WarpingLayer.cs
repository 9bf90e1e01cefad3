using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>An augmentation that moves pixels by an affine map.</summary>
public abstract class WarpingLayer(AffineWarp warp, int? seed, string? name, DTypePolicy? dtype) : RandomPictureLayer(seed, name, dtype)
{
    protected AffineWarp Warp => warp;

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(transformation, pictures.shape[1], pictures.shape[2]);
        return warp.Apply(pictures, maps).MoveToOuterDisposeScope();
    }

    public override Tensor MovePoints(Tensor points, IReadOnlyDictionary<string, Tensor> transformation, long height, long width)
    {
        using var scope = NewDisposeScope();
        return AffineWarp.Move(points, Maps(transformation, height, width)).MoveToOuterDisposeScope();
    }

    /// <summary>The maps [N, 2, 3] from target to source pixels.</summary>
    protected abstract Tensor Maps(IReadOnlyDictionary<string, Tensor> transformation, long height, long width);

    protected static Tensor Rows(Tensor a0, Tensor a1, Tensor a2, Tensor b0, Tensor b1, Tensor b2) =>
        stack([a0.flatten(), a1.flatten(), a2.flatten(), b0.flatten(), b1.flatten(), b2.flatten()], dim: 1).view(-1, 2, 3);

    protected static AffineWarp WarpOf(LayerConfig config)
    {
        config.ChannelsLast();
        return new AffineWarp(
            config.Choice("fill_mode", "reflect", "reflect", "wrap", "constant", "nearest"),
            config.Choice("interpolation", "bilinear", "bilinear", "nearest"),
            config.Double("fill_value", 0)
        );
    }

    /// <summary>The end of zoom's and translation's config, in Keras's order.</summary>
    protected void AddWarp(JsonObject config)
    {
        config["fill_mode"] = warp.FillMode;
        config["interpolation"] = warp.Interpolation;
        config["seed"] = Seed;
        config["fill_value"] = warp.FillValue;
    }
}
