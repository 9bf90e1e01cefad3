using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>2D convolution, (N, H, W, C) to (N, H', W', filters); kernel (h, w, C / groups, filters)
/// (https://keras.io/api/layers/convolution_layers/convolution2d/).</summary>
public sealed class Conv2D : ConvolutionLayer
{
    private Conv2D(LayerConfig config)
        : base(config, ConvolutionKind.Plain, 2) { }

    public Conv2D(int filters, int[] kernelSize, int[]? strides = null, string padding = "valid", bool useBias = true, string? name = null)
        : base(
            new ConvolutionOptions(ConvolutionKind.Plain, kernelSize)
            {
                Filters = filters,
                Strides = strides ?? [1, 1],
                Padding = padding,
                UseBias = useBias,
            },
            name,
            null
        ) { }

    public Conv2D(
        int filters,
        int kernelSize,
        int strides = 1,
        string padding = "valid",
        int groups = 1,
        string? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Regularizer? kernelRegularizer = null,
        string? name = null,
        DTypePolicy? dtype = null,
        Initializer? biasInitializer = null
    )
        : base(
            new ConvolutionOptions(ConvolutionKind.Plain, [kernelSize, kernelSize])
            {
                Filters = filters,
                Strides = [strides, strides],
                Padding = padding,
                Groups = groups,
                Activation = ActivationFunction.Named(activation),
                UseBias = useBias,
                Weights = [(kernelInitializer ?? VarianceScaling.GlorotUniform, kernelRegularizer), (biasInitializer ?? new Zeros(), null)],
            },
            name,
            dtype
        ) { }

    public static Conv2D FromConfig(LayerConfig config) => new(config);

    // In storage OHWI: seen as OIHW it is channels-last, which libtorch's kernels take without reordering.
    private protected override IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels) =>
        [("kernel", [.. Window.Kernel, channels / Groups, Filters], [3, 0, 1, 2])];

    public override Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (picture, padding) = Window.Pad(Layout.ToChannelsFirst(inputs[0]));
        var kernel = Cast(Kernel!).permute(3, 2, 0, 1);
        return Layout.ToChannelsLast(
            WinogradConvolution.Serves(picture, kernel, Window.Strides, Window.Dilation, Groups, padding)
                ? WinogradConvolution.Apply(picture, kernel, CastBias, padding[0])
                : nn.functional.conv2d(picture, kernel, CastBias, SpatialWindow.Long(Window.Strides), padding, SpatialWindow.Long(Window.Dilation), Groups)
        );
    }
}
