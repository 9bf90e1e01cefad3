using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>
/// Depthwise convolution, then 1x1: (N, H, W, C) to (N, H', W', filters); kernels (h, w, C, multiplier) and (1, 1, C * multiplier, filters)
/// (https://keras.io/api/layers/convolution_layers/separable_convolution2d/).
/// </summary>
public sealed class SeparableConv2D : ConvolutionLayer
{
    private SeparableConv2D(LayerConfig config)
        : base(config, ConvolutionKind.Separable, 2) { }

    public SeparableConv2D(
        int filters,
        int kernelSize,
        int strides = 1,
        string padding = "valid",
        string? activation = null,
        bool useBias = true,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : base(
            new ConvolutionOptions(ConvolutionKind.Separable, [kernelSize, kernelSize])
            {
                Filters = filters,
                Strides = [strides, strides],
                Padding = padding,
                Activation = ActivationFunction.Named(activation),
                UseBias = useBias,
            },
            name,
            dtype
        ) { }

    public static SeparableConv2D FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [
            ("depthwise_kernel", [.. Window.Kernel, channels, DepthMultiplier], [2, 3, 0, 1]),
            ("pointwise_kernel", [1, 1, channels * DepthMultiplier, Filters], [3, 0, 1, 2]),
        ];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var spread = Layout.ToChannelsFirst(DepthwiseConv2D.Convolve(inputs[0], Kernel!, null, Window, ComputeType, context));
        return Layout.ToChannelsLast(nn.functional.conv2d(spread, Cast(Pointwise!).permute(3, 2, 0, 1), CastBias));
    }
}
