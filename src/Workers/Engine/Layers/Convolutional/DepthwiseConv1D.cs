using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>One filter a channel over steps, (N, T, C) to (N, T', C * multiplier); kernel (size, C, multiplier)
/// (https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/).</summary>
public sealed class DepthwiseConv1D(LayerConfig config) : ConvolutionLayer(config, ConvolutionKind.Depthwise, 1)
{
    public static DepthwiseConv1D FromConfig(LayerConfig config) =>
        config.Int("depth_multiplier", 1) > 0 ? new(config) : throw config.Refuse("depth_multiplier", new("layer.setting.positive"));

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [Window.Kernel[0], channels, DepthMultiplier], [1, 2, 0])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => Convolve(inputs[0], Cast(Kernel!), CastBias, Window);

    /// <summary>(N, T, C) with a kernel (size, C, multiplier).</summary>
    internal static Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias, SpatialWindow window)
    {
        var (x, padding) = window.PadAll(Layout.ChannelsFirst(input));
        return Layout.ChannelsLast(
            nn.functional.conv1d(
                x,
                kernel.permute(1, 2, 0).reshape(-1, 1, window.Kernel[0]),
                bias,
                window.Strides[0],
                padding[0],
                window.Dilation[0],
                x.shape[1]
            )
        );
    }
}
