using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>Transposed convolution over steps, (N, T, C) to (N, T * stride, filters) with "same"; kernel (size, filters, C)
/// (https://keras.io/api/layers/convolution_layers/convolution1d_transpose/).</summary>
public sealed class Conv1DTranspose(LayerConfig config) : ConvolutionLayer(config, ConvolutionKind.Transposed, 1)
{
    public static Conv1DTranspose FromConfig(LayerConfig config) =>
        config.Int("filters") > 0 ? new(config) : throw config.Refuse("filters", new("layer.setting.positive"));

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [Window.Kernel[0], Filters, channels], [2, 1, 0])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = Layout.ChannelsFirst(inputs[0]);
        var full = nn.functional.conv_transpose1d(x, Cast(Kernel!).permute(2, 1, 0), null, stride: Window.Strides[0], dilation: Window.Dilation[0]);
        var last = Layout.ChannelsLast(Window.FitTransposed(full, x));
        return Bias is null ? last : last + Cast(Bias);
    }
}
