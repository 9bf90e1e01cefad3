using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A batch normalisation whose result only an activation reads: both in one sweep where <see cref="NormalizedActivation"/> serves, else one after the other. Forward and, with gradients, back.</summary>
internal sealed class ActivatedNormalization(BatchNormalization normalization, Layer activation, FusedActivation fused) : Layer(normalization.Name, normalization.DTypePolicy)
{
    protected override bool CastsInputs => false;

    /// <summary>The two calls as one, or null where they are not such a pair.</summary>
    public static ActivatedNormalization? Of(Node first, Node second)
        => first is { Layer: BatchNormalization normalization, Inputs.Count: 1 } && second.Inputs.Count == 1 && FusedActivation.Of(second.Layer) is { } fused
            ? new ActivatedNormalization(normalization, second.Layer, fused) : null;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
        => (normalization.DTypePolicy == DTypePolicy.Float32 && activation.DTypePolicy == DTypePolicy.Float32 ? normalization.Normalized(inputs[0], context, fused) : null)
            ?? activation.Invoke(normalization.Invoke(inputs, context), context)[0];
}
