using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Operations on pictures (N, H, W, C) (https://keras.io/api/ops/image/), and pooling (https://keras.io/api/ops/nn/).</summary>
internal static class PictureOperations
{
    private const int LongestSide = 16384;

    public static OperationKind[] Kinds { get; } =
    [
        OperationKind.Of("image", "Resize", Resize),
        OperationKind.Of("image", "RGBToGrayscale", Grey),
        OperationKind.Of("nn", "MaxPool", call => Pool(call, isMax: true)),
        OperationKind.Of("nn", "AveragePool", call => Pool(call, isMax: false)),
        OperationKind.TensorFlow(
            "ResizeByFactor",
            call => Scaled(call, call.X.shape[1] * call.Int("height_factor"), call.X.shape[2] * call.Int("width_factor"))
        ),
        OperationKind.TensorFlow("DepthToSpace", DepthToSpace),
        OperationKind.TensorFlow("SpaceToDepth", SpaceToDepth),
        OperationKind.TensorFlow("PerImageStandardization", Standardize),
        OperationKind.TensorFlow("LocalResponseNormalization", LocalResponse),
    ];

    private static Tensor Resize(OperationCall call)
    {
        var size = call.Ints(call.Setting("size"), "size");
        if (
            call.Text("data_format", "channels_last") != "channels_last"
            || call.Flag("crop_to_aspect_ratio")
            || call.Flag("pad_to_aspect_ratio")
            || size.Length != 2
        )
        {
            throw call.Refuse("size", new("layer.setting.pictureSize"), call.Setting("size"));
        }

        return Scaled(call, size[0], size[1]);
    }

    private static Tensor Scaled(OperationCall call, long height, long width)
    {
        if (height is < 1 or > LongestSide || width is < 1 or > LongestSide)
        {
            throw call.Refuse("size", new("layer.setting.longestSide", ("most", LongestSide.ToString())), $"{height} x {width}");
        }

        var x = call.X.dim() == 3 ? call.Float.unsqueeze(0) : call.Float;
        var (mode, smooth) = (call.Text("interpolation", "bilinear"), call.Flag("antialias"));
        var resized =
            OperationCall.IsEmpty(x) && mode is "nearest" or "bilinear" or "bicubic" or "lanczos3" or "lanczos5"
                ? empty([x.shape[0], height, width, x.shape[3]], x.dtype, x.device)
                : mode switch
                {
                    "nearest" or "bilinear" => Resizing.Resize(x, (int)height, (int)width, mode, smooth),
                    "bicubic" or "lanczos3" or "lanczos5" => Along(Along(x, 1, (int)height, mode, smooth), 2, (int)width, mode, smooth),
                    _ => throw call.Refuse("interpolation", new("layer.setting.interpolation"), mode),
                };
        // TensorFlow and Keras leave whole numbers whole where a pixel is only copied.
        var typed = mode == "nearest" ? resized.to_type(call.X.dtype) : resized;
        return call.X.dim() == 3 ? typed.squeeze(0) : typed;
    }

    // Pixel centres at halves; what lies outside counts nothing, and the rest is weighed anew.
    private static Tensor Along(Tensor x, int axis, int size, string mode, bool smooth)
    {
        var from = (int)x.shape[axis];
        var scale = (double)from / size;
        var stretch = smooth ? Math.Max(scale, 1) : 1;
        var weights = new float[size * from];
        for (var i = 0; i < size; i++)
        {
            var centre = (i + 0.5) * scale;
            var row = Enumerable.Range(0, from).Select(j => Kernel((j + 0.5 - centre) / stretch, mode)).ToArray();
            var sum = row.Sum();
            for (var j = 0; j < from; j++)
            {
                weights[(i * from) + j] = (float)(row[j] / sum);
            }
        }

        return tensor(weights).reshape(size, from).to(x.device).Times(x.movedim([axis], [-2])).movedim([-2], [axis]);
    }

    // Keys 1981 with a = -1/2; Lanczos's windowed sinc.
    private static double Kernel(double t, string mode)
    {
        var d = Math.Abs(t);
        if (mode == "bicubic")
        {
            return d <= 1 ? (((1.5 * d) - 2.5) * d * d) + 1
                : d < 2 ? (((((-0.5 * d) + 2.5) * d) - 4) * d) + 2
                : 0;
        }

        var radius = mode == "lanczos3" ? 3 : 5;
        return d < 1e-9 ? 1
            : d >= radius ? 0
            : radius * Math.Sin(Math.PI * d) * Math.Sin(Math.PI * d / radius) / (Math.PI * Math.PI * d * d);
    }

    private static Tensor Grey(OperationCall call) =>
        call.X.shape[^1] == 3
            ? (call.Float * tensor(new float[] { 0.2989f, 0.587f, 0.114f }).to(call.X.device)).sum([-1L], keepdim: true)
            : throw call.Refuse("images", new("layer.setting.threeChannels"), call.X.shape[^1]);

    private static Tensor Pool(OperationCall call, bool isMax)
    {
        var x = call.Float;
        if (x.dim() != 4 || (call.Has("data_format") && call.Text("data_format", "") is not ("channels_last" or "NHWC")))
        {
            throw call.Refuse("inputs", new("layer.setting.pictures"), $"({string.Join(", ", x.shape)})");
        }

        int[] Pair(string key, int[] fallback) =>
            call.Setting(key) is not { } node
                ? fallback
                : call.Ints(node, key) switch
                {
                    [var both] => [(int)both, (int)both],
                    [var height, var width] => [(int)height, (int)width],
                    _ => throw call.Refuse(key, new("layer.setting.twoWholeNumbers"), node),
                };
        var size = Pair("pool_size", [2, 2]);
        var (strides, padding) = (Pair("strides", size), call.Text("padding", "valid").ToLowerInvariant());
        return isMax
            ? new MaxPooling2D(size, strides, padding, "pool").Call([x], Graph.CallContext.Inference)
            : new AveragePooling2D(size, strides, padding, "pool").Call([x], Graph.CallContext.Inference);
    }

    private static Tensor DepthToSpace(OperationCall call)
    {
        var (x, block) = (call.X, call.Int("block_size"));
        var shape = x.shape;
        return x.reshape([shape[0], shape[1], shape[2], block, block, shape[3] / (block * block)])
            .permute([0, 1, 3, 2, 4, 5])
            .reshape([shape[0], shape[1] * block, shape[2] * block, shape[3] / (block * block)]);
    }

    private static Tensor SpaceToDepth(OperationCall call)
    {
        var (x, block) = (call.X, call.Int("block_size"));
        var shape = x.shape;
        return x.reshape([shape[0], shape[1] / block, block, shape[2] / block, block, shape[3]])
            .permute([0, 1, 3, 2, 4, 5])
            .reshape([shape[0], shape[1] / block, shape[2] / block, shape[3] * block * block]);
    }

    private static Tensor Standardize(OperationCall call)
    {
        var x = call.Float;
        long[] axes = [-3, -2, -1];
        var centred = x - x.mean(axes, true);
        var count = x.shape[^1] * x.shape[^2] * x.shape[^3];
        return centred / centred.square().mean(axes, true).sqrt().clamp_min(1 / Math.Sqrt(count));
    }

    private static Tensor LocalResponse(OperationCall call)
    {
        var x = call.Float;
        var (radius, channels) = (call.Int("depth_radius", 5), call.Listed(x.shape[^1], "depth_radius", 1 << 12));
        var near = Enumerable.Range(0, (int)(channels * channels)).Select(i => Math.Abs((i / channels) - (i % channels)) <= radius ? 1f : 0f).ToArray();
        var sums = x.square().Times(tensor(near).reshape(channels, channels).to(x.device));
        return x / ((sums * call.Number("alpha", 1)) + call.Number("bias", 1)).pow(call.Number("beta", 0.5));
    }
}
