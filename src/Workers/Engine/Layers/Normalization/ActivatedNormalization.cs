using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>A batch normalisation whose result only an activation reads: both in one sweep where <see cref="NormalizedActivation"/> serves, else one after the
/// other. Forward and, with gradients, back.</summary>
internal sealed class ActivatedNormalization(BatchNormalization normalization, Layer activation, FusedActivation fused)
    : Layer(normalization.Name, normalization.DTypePolicy)
{
    protected override bool CastsInputs => false;

    /// <summary>Null where the layer is another or no activation.</summary>
    public static ActivatedNormalization? Of(BatchNormalization normalization, Layer activation) =>
        Fused(activation) is { } fused ? new ActivatedNormalization(normalization, activation, fused) : null;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        (
            normalization.DTypePolicy == DTypePolicy.Float32 && activation.DTypePolicy == DTypePolicy.Float32
                ? normalization.Normalized(inputs[0], context, fused)
                : null
        ) ?? activation.Invoke(normalization.Invoke(inputs, context), context)[0];

    private static FusedActivation? Fused(Layer layer) =>
        layer switch
        {
            ReLU { Bound: (true, var most) } => new(FusedKind.Clipped, (float?)most ?? float.PositiveInfinity),
            Activation { ActivationName: "relu" } => new(FusedKind.Clipped),
            Activation { ActivationName: "relu6" } => new(FusedKind.Clipped, 6),
            Activation { ActivationName: "hard_silu" } => new(FusedKind.HardSilu),
            Activation { ActivationName: "silu" } => new(FusedKind.Silu),
            _ => null,
        };
}
