using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>
/// The middle of a picture, (N, H, W, C) to (N, height, width, C); a picture smaller than that is cropped to its aspect ratio and enlarged
/// (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/).
/// </summary>
public sealed class CenterCrop : Layer
{
    private readonly int height;
    private readonly int width;

    public CenterCrop(int height, int width, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) =>
        (this.height, this.width) =
            height is > 0 and <= MaximumSide && width is > 0 and <= MaximumSide
                ? (height, width)
                : throw Refuse(new("layer.expected.size", ("most", MaximumSide.ToString())), $"{height} x {width}");

    private const int MaximumSide = 16384;

    public override bool WritesBuildConfig => true;

    public static CenterCrop FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new CenterCrop(config.Int("height"), config.Int("width"), config.Name, config.DType);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == 4
            ? TensorShape.Of(inputShapes[0][0], height, width, inputShapes[0][3])
            : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        var (spareHeight, spareWidth) = (x.shape[1] - height, x.shape[2] - width);
        return spareHeight >= 0 && spareWidth >= 0
            ? x.narrow(1, spareHeight / 2, height).narrow(2, spareWidth / 2, width)
            : Resizing.Resize(Resizing.CropToAspect(x, height, width), height, width, "bilinear");
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["height"] = height;
        config["width"] = width;
        return config;
    }
}
