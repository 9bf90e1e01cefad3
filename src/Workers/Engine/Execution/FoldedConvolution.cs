using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A convolution with the batch normalisation behind it, and the activation behind that, as one step. Inference only; its kernel is a copy of its own.</summary>
internal sealed class FoldedConvolution : Layer
{
    private readonly SpatialWindow window;
    private readonly Tensor kernel;
    private readonly Tensor bias;
    private readonly long groups;
    private readonly Func<Tensor, Tensor>? activate;
    private readonly TensorShape output;

    /// <param name="activate">Changes its input in place.</param>
    /// <param name="output">The shape of the step's result.</param>
    public FoldedConvolution(Layer convolution, BatchNormalization normalization, Func<Tensor, Tensor>? activate, TensorShape output)
        : base(normalization.Name, convolution.DTypePolicy)
    {
        (this.activate, this.output) = (activate, output);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var variance = normalization.MovingVariance!.Value.to_type(ScalarType.Float64) + normalization.Epsilon;
        var scale = variance.rsqrt();
        scale = normalization.Gamma is null ? scale : scale * normalization.Gamma.Value;
        var shift = -normalization.MovingMean!.Value * scale;
        shift = normalization.Beta is null ? shift : shift + normalization.Beta.Value;

        var (weights, oldBias) = convolution switch
        {
            Conv2D plain => (plain.Kernel!.Value, plain.Bias),
            DepthwiseConv2D depthwise => (depthwise.Kernel!.Value, depthwise.Bias),
            _ => throw new InvalidOperationException($"'{convolution.Name}' is no convolution."),
        };
        shift = oldBias is null ? shift : shift + oldBias.Value * scale;
        if (convolution is Conv2D conv)
        {
            (window, groups) = (conv.Window, conv.Groups);
            kernel = Keep((weights * scale).to_type(ScalarType.Float32).permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2));
        }
        else
        {
            var depthwise = (DepthwiseConv2D)convolution;
            (window, groups) = (depthwise.Window, weights.shape[2]);
            kernel = Keep((weights * scale.reshape(weights.shape[2], weights.shape[3])).to_type(ScalarType.Float32).permute(2, 3, 0, 1).contiguous()
                .reshape(-1, 1, weights.shape[0], weights.shape[1]));
        }

        bias = Keep(shift.to_type(ScalarType.Float32));
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => output;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (picture, padding) = window.Pad(Layout.ToChannelsFirst(inputs[0]));
        var result = nn.functional.conv2d(picture, kernel, bias, SpatialWindow.Long(window.Strides), padding, SpatialWindow.Long(window.Dilation), groups);
        return Layout.ToChannelsLast(activate is null ? result : activate(result));
    }

    public override void Dispose()
    {
        kernel.Dispose();
        bias.Dispose();
        base.Dispose();
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
}
