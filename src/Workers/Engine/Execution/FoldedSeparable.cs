using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A separable convolution whose pointwise half has taken in the batch normalisation behind it, and the activation behind that. Inference
/// only.</summary>
internal sealed class FoldedSeparable : Layer
{
    private readonly SeparableConv2D convolution;
    private readonly Tensor spread;
    private readonly Tensor kernel;
    private readonly Tensor bias;
    private readonly Func<Tensor, Tensor>? activate;
    private readonly TensorShape output;

    /// <param name="activate">Changes its input in place.</param>
    public FoldedSeparable(SeparableConv2D convolution, BatchNormalization normalization, Func<Tensor, Tensor>? activate, TensorShape output)
        : base(normalization.Name, convolution.DTypePolicy)
    {
        (this.convolution, this.activate, this.output) = (convolution, activate, output);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var weights = convolution.Pointwise!.Value;
        var folded = FoldedScale.Of(normalization, convolution.Bias, weights.shape[3], weights.device);
        // Forward alone, bfloat16 is faster here than float32 between two casts; it is the gradients that are slow (see DepthwiseConv2D).
        var depthwise = convolution.Kernel!.Value;
        spread = depthwise.to_type(ComputeType).permute(2, 3, 0, 1).reshape(-1, 1, depthwise.shape[0], depthwise.shape[1]).DetachFromDisposeScope();
        kernel = folded.Kernel(weights, ComputeType).DetachFromDisposeScope();
        bias = folded.Shift.to_type(ComputeType).DetachFromDisposeScope();
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => output;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var window = convolution.Window;
        var (picture, padding) = window.Pad(Layout.ToChannelsFirst(inputs[0]));
        var middle = nn.functional.conv2d(
            picture,
            spread,
            null,
            SpatialWindow.Long(window.Strides),
            padding,
            SpatialWindow.Long(window.Dilation),
            picture.shape[1]
        );
        var result = nn.functional.conv2d(middle, kernel, bias);
        return Layout.ToChannelsLast(activate is null ? result : activate(result));
    }

    public override void Dispose()
    {
        spread.Dispose();
        kernel.Dispose();
        bias.Dispose();
        base.Dispose();
    }
}
