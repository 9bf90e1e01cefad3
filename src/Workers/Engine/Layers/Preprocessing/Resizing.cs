using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Pictures of any size to one size, (N, H, W, C) to (N, height, width, C),
/// (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/).</summary>
public sealed class Resizing : Layer
{
    private readonly int height;
    private readonly int width;
    private readonly string interpolation;
    private readonly bool crop;
    private readonly string fillMode;
    private readonly double fillValue;
    private readonly bool? antialias;

    private Resizing(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        (height, width) = (config.Int("height"), config.Int("width"));
        if (height < 1 || width < 1 || height > MaximumSide || width > MaximumSide)
        {
            throw Refuse(new("layer.expected.size", ("most", MaximumSide.ToString())), $"{height} x {width}");
        }

        interpolation = config.Choice("interpolation", "bilinear", "bilinear", "nearest");
        crop = config.Bool("crop_to_aspect_ratio", false);
        fillMode = config.Choice("fill_mode", "constant", "constant");
        fillValue = config.Double("fill_value", 0);
        // Newer releases of Keras write it; what is written back is what was read.
        antialias = config.Contains("antialias") ? config.Bool("antialias", false) : null;
        if (config.Bool("pad_to_aspect_ratio", false))
        {
            throw config.Refuse("pad_to_aspect_ratio", new("layer.setting.noPadding"));
        }
    }

    /// <param name="interpolation">"bilinear" (default) or "nearest".</param>
    public Resizing(int height, int width, string interpolation = "bilinear", string? name = null)
        : base(name, null) => (this.height, this.width, this.interpolation, fillMode) = (height, width, interpolation, "constant");

    private const int MaximumSide = 16384;

    public override bool WritesBuildConfig => true;

    public static Resizing FromConfig(LayerConfig config) => new(config);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == 4
            ? TensorShape.Of(inputShapes[0][0], height, width, inputShapes[0][3])
            : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        Resize(crop ? CropToAspect(inputs[0], height, width) : inputs[0], height, width, interpolation, antialias is true);

    /// <summary>Pixel centres at halves, as TensorFlow 2.</summary>
    /// <param name="antialias">Widens the triangle of a bilinear reduction to the pixels it stands for; nothing to nearest, as in TensorFlow.</param>
    internal static Tensor Resize(Tensor x, int height, int width, string interpolation, bool antialias = false) =>
        interpolation == "nearest"
            ? x.index_select(1, Nearest(x.shape[1], height, x)).index_select(2, Nearest(x.shape[2], width, x))
            : Layout.ToChannelsLast(
                nn.functional.interpolate(
                    Layout.ToChannelsFirst(x),
                    [height, width],
                    mode: InterpolationMode.Bilinear,
                    align_corners: false,
                    antialias: antialias
                )
            );

    /// <summary>The largest middle part with the aspect ratio of the target.</summary>
    internal static Tensor CropToAspect(Tensor x, int height, int width)
    {
        var (h, w) = (x.shape[1], x.shape[2]);
        var cropHeight = Math.Max(1, Math.Min(h, (long)((double)w * height / width)));
        var cropWidth = Math.Max(1, Math.Min(w, (long)((double)h * width / height)));
        return x.narrow(1, (h - cropHeight) / 2, cropHeight).narrow(2, (w - cropWidth) / 2, cropWidth);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["height"] = height;
        config["width"] = width;
        config["interpolation"] = interpolation;
        config["crop_to_aspect_ratio"] = crop;
        config["pad_to_aspect_ratio"] = false;
        config["fill_mode"] = fillMode;
        config["fill_value"] = fillValue;
        if (antialias is { } flag)
        {
            config["antialias"] = flag;
        }

        return config;
    }

    private static Tensor Nearest(long from, int to, Tensor x) =>
        tensor([.. Enumerable.Range(0, to).Select(i => Math.Min((long)((i + 0.5) * from / to), from - 1))], ScalarType.Int64, x.device);
}
