using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A separable convolution whose pointwise half has taken in the batch normalisation behind it, and the activation behind that. Inference only.</summary>
internal sealed class FoldedSeparable : Layer
{
    private readonly SeparableConv2D convolution;
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
        var (scale, shift) = FoldedScale.Of(normalization, convolution.Bias, weights.shape[3], weights.device);
        kernel = (weights * scale).to_type(ComputeType).permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2).DetachFromDisposeScope();
        bias = shift.to_type(ComputeType).DetachFromDisposeScope();
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => output;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var middle = DepthwiseConv2D.Convolve(inputs[0], convolution.Depthwise!, null, convolution.Window, ComputeType);
        var result = nn.functional.conv2d(Layout.ToChannelsFirst(middle), kernel, bias);
        return Layout.ToChannelsLast(activate is null ? result : activate(result));
    }

    public override void Dispose()
    {
        kernel.Dispose();
        bias.Dispose();
        base.Dispose();
    }
}
