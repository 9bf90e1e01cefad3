using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>Convolution over steps, (N, T, C) to (N, T', filters); "causal" never looks ahead
/// (https://keras.io/api/layers/convolution_layers/convolution1d/).</summary>
public sealed class Conv1D(LayerConfig config) : ConvolutionLayer(config, ConvolutionKind.Plain, 1)
{
    public static Conv1D FromConfig(LayerConfig config) => new(config);

    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [Window.Kernel[0], channels / Groups, Filters], [2, 1, 0])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (x, padding) = Window.PadAll(Layout.ChannelsFirst(inputs[0]));
        return Layout.ChannelsLast(
            nn.functional.conv1d(x, Cast(Kernel!).permute(2, 1, 0), CastBias, Window.Strides[0], padding[0], Window.Dilation[0], Groups)
        );
    }
}
