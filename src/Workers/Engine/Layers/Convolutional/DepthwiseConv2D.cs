using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>One filter a channel, (N, H, W, C) to (N, H', W', C * multiplier); kernel (h, w, C, multiplier)
/// (https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).</summary>
public sealed class DepthwiseConv2D : ConvolutionLayer
{
    private DepthwiseConv2D(LayerConfig config)
        : base(config, ConvolutionKind.Depthwise, 2) { }

    public DepthwiseConv2D(
        int kernelSize,
        int strides = 1,
        string padding = "valid",
        int depthMultiplier = 1,
        string? activation = null,
        bool useBias = true,
        Initializer? depthwiseInitializer = null,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : base(
            new ConvolutionOptions(ConvolutionKind.Depthwise, [kernelSize, kernelSize])
            {
                Strides = [strides, strides],
                Padding = padding,
                DepthMultiplier = depthMultiplier,
                Activation = ActivationFunction.Named(activation),
                UseBias = useBias,
                Weights = [(depthwiseInitializer ?? VarianceScaling.GlorotUniform, null), (new Zeros(), null)],
            },
            name,
            dtype
        ) { }

    public static DepthwiseConv2D FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [.. Window.Kernel, channels, DepthMultiplier], [2, 3, 0, 1])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => Convolve(inputs[0], Kernel!, Bias, Window, ComputeType, context);

    /// <summary>(N, H, W, C) with a kernel (h, w, C, multiplier).</summary>
    internal static Tensor Convolve(Tensor input, Variable kernel, Variable? bias, SpatialWindow window, ScalarType computeType, CallContext context)
    {
        // On the CPU libtorch's bfloat16 depthwise convolution is mostly 3 to 6 times slower than float32: then it computes in float32 and rounds its result.
        var type = computeType switch
        {
            ScalarType.BFloat16 when input.device_type == DeviceType.CPU => context.Depthwise,
            ScalarType.Float16 when input.device_type == DeviceType.CPU => ScalarType.Float32,
            _ => computeType,
        };
        var (picture, padding) = window.Pad(Layout.ToChannelsFirst(input.dtype == type ? input : input.to_type(type)));
        var weight = (kernel.Type == type ? kernel.Value : kernel.Value.to_type(type)).permute(2, 3, 0, 1).reshape(-1, 1, window.Kernel[0], window.Kernel[1]);
        var added = bias is null || bias.Type == type ? bias?.Value : bias.Value.to_type(type);
        var (strides, dilation) = (SpatialWindow.Long(window.Strides), SpatialWindow.Long(window.Dilation));
        var result = DepthwiseConvolution.Serves(picture, weight, dilation)
            ? DepthwiseConvolution.Apply(picture, weight, added, strides, padding)
            : nn.functional.conv2d(picture, weight, added, strides, padding, dilation, picture.shape[1]);
        return Layout.ToChannelsLast(type == computeType ? result : result.to_type(computeType));
    }
}
