using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>
/// Depthwise convolution over steps, then 1x1: (N, T, C) to (N, T', filters); kernels (size, C, multiplier) and (1, C * multiplier, filters)
/// (https://keras.io/api/layers/convolution_layers/separable_convolution1d/).
/// </summary>
public sealed class SeparableConv1D(LayerConfig config) : ConvolutionLayer(config, ConvolutionKind.Separable, 1)
{
    public static SeparableConv1D FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("depthwise_kernel", [Window.Kernel[0], channels, DepthMultiplier], [1, 2, 0]), ("pointwise_kernel", [1, channels * DepthMultiplier, Filters], null)];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var mixed = DepthwiseConv1D.Convolve(inputs[0], Cast(Kernel!), null, Window).Times(Cast(Pointwise!)[0]);
        return Bias is null ? mixed : mixed + Cast(Bias);
    }
}
