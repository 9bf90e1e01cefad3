using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Convolutions of one to three axes, channels first.</summary>
internal static class ConvolutionEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Conv1D", call => Convolution(call, 1)),
        ("Conv2D", call => Convolution(call, 2)),
        ("Conv3D", call => Convolution(call, 3)),
        ("DepthwiseConv1D", call => Depthwise(call, 1)),
        ("DepthwiseConv2D", call => Depthwise(call, 2)),
        ("SeparableConv1D", call => Separable(call, 1)),
        ("SeparableConv2D", call => Separable(call, 2)),
        ("Conv1DTranspose", call => Transposed(call, 1)),
        ("Conv2DTranspose", call => Transposed(call, 2)),
        ("Conv3DTranspose", call => Transposed(call, 3)),
    ];

    private static IReadOnlyList<OnnxValue> Convolution(LayerCall call, int rank) =>
        Finish(
            call,
            call.Graph.Add(
                "Conv",
                [call.First(call.Input), Kernel(call, call.Require("kernel")), .. Bias(call)],
                Window(call, rank, ("group", call.Config.Int("groups", 1)))
            )
        );

    private static IReadOnlyList<OnnxValue> Depthwise(LayerCall call, int rank) =>
        Finish(
            call,
            call.Graph.Add("Conv", [call.First(call.Input), DepthwiseKernel(call, "kernel"), .. Bias(call)], Window(call, rank, ("group", Channels(call))))
        );

    private static IReadOnlyList<OnnxValue> Separable(LayerCall call, int rank)
    {
        var spread = call.Graph.Add("Conv", [call.First(call.Input), DepthwiseKernel(call, "depthwise_kernel")], Window(call, rank, ("group", Channels(call))));
        return Finish(call, call.Graph.Add("Conv", [spread, Kernel(call, call.Require("pointwise_kernel")), .. Bias(call)]));
    }

    // As the engine: "same" cuts the forward convolution's margins off the full product; a kernel shorter than the stride leaves zeros at the end.
    private static IReadOnlyList<OnnxValue> Transposed(LayerCall call, int rank)
    {
        var config = call.Config;
        var (size, strides, dilation) = (config.Spatial("kernel_size", rank, 1), config.Spatial("strides", rank, 1), config.Spatial("dilation_rate", rank, 1));
        if (config.Has("output_padding"))
        {
            throw call.Refuse(new("onnx.expected.outputPadding"), config.Node("output_padding")?.ToJsonString());
        }

        var (before, after, added) = (new long[rank], new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            var spare = (size[axis] - 1L) * dilation[axis] + 1 - strides[axis];
            before[axis] = config.Text("padding") == "same" ? Math.Max(spare, 0) / 2 : 0;
            after[axis] = config.Text("padding") == "same" ? Math.Max(spare, 0) - before[axis] : 0;
            added[axis] = Math.Max(-spare, 0);
        }

        var kernel = call.Require("kernel");
        long[] order = [rank + 1, rank, .. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        var weight = call.Graph.Weight(kernel, "transposed", [.. order.Select(axis => kernel.Shape[axis])], x => x.permute(order));
        return Finish(
            call,
            call.Graph.Add(
                "ConvTranspose",
                [call.First(call.Input), weight, .. Bias(call)],
                ("strides", SpatialWindow.Long(strides)),
                ("dilations", SpatialWindow.Long(dilation)),
                ("pads", (long[])[.. before, .. after]),
                ("output_padding", added)
            )
        );
    }

    /// <summary>(sizes, in, out) to (out, in, sizes).</summary>
    private static string Kernel(LayerCall call, Variable kernel)
    {
        var rank = kernel.Shape.Length - 2;
        long[] order = [rank + 1, rank, .. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        return call.Graph.Weight(kernel, "convolution", [.. order.Select(axis => kernel.Shape[axis])], x => x.permute(order));
    }

    /// <summary>(sizes, C, multiplier) to (C * multiplier, 1, sizes).</summary>
    private static string DepthwiseKernel(LayerCall call, string name)
    {
        var kernel = call.Require(name);
        var rank = kernel.Shape.Length - 2;
        long[] order = [rank, rank + 1, .. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        long[] shape = [kernel.Shape[rank] * kernel.Shape[rank + 1], 1, .. kernel.Shape[..rank]];
        return call.Graph.Weight(kernel, "depthwise", shape, x => x.permute(order).reshape(shape));
    }

    private static string[] Bias(LayerCall call) => call.Find("bias") is { } bias ? [call.Weight(bias)] : [];

    private static long Channels(LayerCall call) => call.Input.Shape.Known(-1, call.Layer.Name);

    private static (string, object)[] Window(LayerCall call, int rank, (string, object) group)
    {
        var dilation = call.Config.Spatial("dilation_rate", rank, 1);
        var margins = Margins.Of(call, call.Config.Spatial("kernel_size", rank, 1), call.Config.Spatial("strides", rank, 1), dilation);
        return [.. margins, ("dilations", SpatialWindow.Long(dilation)), group];
    }

    private static IReadOnlyList<OnnxValue> Finish(LayerCall call, string name) =>
        [ActivationEmitters.OfConfig(call, new OnnxValue(name, call.OutputShape, ChannelsFirst: true))];
}
