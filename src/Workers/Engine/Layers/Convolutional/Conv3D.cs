using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>Convolution over volumes, (N, D, H, W, C) to (N, D', H', W', filters) (https://keras.io/api/layers/convolution_layers/convolution3d/).</summary>
public sealed class Conv3D(LayerConfig config) : ConvolutionLayer(config, ConvolutionKind.Plain, 3)
{
    public static Conv3D FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [.. Window.Kernel, channels / Groups, Filters], [4, 3, 0, 1, 2])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (x, padding) = Window.PadAll(Layout.ChannelsFirst(inputs[0]));
        return Layout.ChannelsLast(
            nn.functional.conv3d(
                x,
                Cast(Kernel!).permute(4, 3, 0, 1, 2),
                CastBias,
                SpatialWindow.Long(Window.Strides),
                padding,
                SpatialWindow.Long(Window.Dilation),
                Groups
            )
        );
    }
}
