using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Enlarges pictures by whole factors, (N, H, W, C) to (N, H * a, W * b, C) (https://keras.io/api/layers/reshaping_layers/up_sampling2d/).</summary>
public sealed class UpSampling2D : Layer
{
    private readonly int[] size;
    private readonly string interpolation;

    /// <param name="size">Factors of height and width, 2 by default.</param>
    /// <param name="interpolation">"nearest" (default) or "bilinear".</param>
    public UpSampling2D(int[]? size = null, string interpolation = "nearest", string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        this.size = size ?? [2, 2];
        this.interpolation =
            this.size.All(factor => factor > 0) && interpolation is "nearest" or "bilinear"
                ? interpolation
                : throw Refuse(new("layer.expected.upsampling"), $"({string.Join(", ", this.size)}), '{interpolation}'");
    }

    public override bool WritesBuildConfig => true;

    public static UpSampling2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new UpSampling2D(config.Spatial("size", 2, 2), config.Choice("interpolation", "nearest", "nearest", "bilinear"), config.Name, config.DType);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == 4
            ? TensorShape.Of(inputShapes[0][0], inputShapes[0][1] * size[0], inputShapes[0][2] * size[1], inputShapes[0][3])
            : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var picture = Layout.ToChannelsFirst(inputs[0]);
        long[] target = [picture.shape[2] * size[0], picture.shape[3] * size[1]];
        return Layout.ToChannelsLast(
            interpolation == "nearest"
                ? nn.functional.interpolate(picture, target, mode: InterpolationMode.Nearest)
                : nn.functional.interpolate(picture, target, mode: InterpolationMode.Bilinear, align_corners: false)
        );
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["size"] = SpatialWindow.Json(size);
        config["data_format"] = "channels_last";
        config["interpolation"] = interpolation;
        return config;
    }
}
