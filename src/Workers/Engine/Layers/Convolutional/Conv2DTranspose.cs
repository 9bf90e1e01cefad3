using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>Transposed convolution, (N, H, W, C) to (N, H * stride, W * stride, filters) with "same"; kernel (h, w, filters, C)
/// (https://keras.io/api/layers/convolution_layers/convolution2d_transpose/).</summary>
public sealed class Conv2DTranspose : ConvolutionLayer
{
    private Conv2DTranspose(LayerConfig config)
        : base(config, ConvolutionKind.Transposed, 2) { }

    public Conv2DTranspose(int filters, int[] kernelSize, string? name = null)
        : base(new ConvolutionOptions(ConvolutionKind.Transposed, kernelSize) { Filters = filters }, name, null) { }

    public static Conv2DTranspose FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [.. Window.Kernel, Filters, channels], [3, 0, 1, 2])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var picture = Layout.ToChannelsFirst(inputs[0]);
        var full = nn.functional.conv_transpose2d(
            picture,
            Cast(Kernel!).permute(3, 2, 0, 1),
            null,
            SpatialWindow.Long(Window.Strides),
            dilation: SpatialWindow.Long(Window.Dilation)
        );
        var last = Layout.ToChannelsLast(Window.FitTransposed(full, picture));
        return Bias is null ? last : last + Cast(Bias);
    }
}
