using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// Batch normalisation before a convolution, with the relu behind it and the concatenation before it: as in DenseNet, where each block reads all blocks before
/// it, a concatenation is then never written. Inference only.
/// </summary>
internal sealed class FoldedNormalization : Layer
{
    private readonly Tensor scale;
    private readonly Tensor shift;
    private readonly bool relu;
    private readonly TensorShape output;

    public FoldedNormalization(BatchNormalization normalization, bool relu, TensorShape output)
        : base(normalization.Name, normalization.DTypePolicy)
    {
        (this.relu, this.output) = (relu, output);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (by, plus) = FoldedScale.Of(normalization, null, output[^1]!.Value);
        scale = by.to_type(ScalarType.Float32).DetachFromDisposeScope();
        shift = plus.to_type(ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>Whether this way serves the normalisation of a tensor.</summary>
    public static bool Serves(BatchNormalization normalization, TensorShape input) =>
        ScaleShift.Serves
        && normalization.DTypePolicy == DTypePolicy.Float32
        && (normalization.Axis == -1 || normalization.Axis == input.Rank - 1)
        && input[^1] is not null;

    /// <summary>What is read instead of a tensor: the tensors it was joined from along the last axis.</summary>
    public static IEnumerable<KerasTensor> PartsOf(KerasTensor tensor) =>
        tensor.Producer is { Layer: Concatenate { Axis: var axis } joined } node
        && joined.DTypePolicy == DTypePolicy.Float32
        && (axis == -1 || axis == tensor.Shape.Rank - 1)
            ? node.Inputs.SelectMany(PartsOf)
            : [tensor];

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => output;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (inputs[0].device_type == TorchSharp.DeviceType.CPU)
        {
            return ScaleShift.Apply(inputs, scale, shift, relu);
        }
        var result = (inputs.Count == 1 ? inputs[0] : cat([.. inputs], -1)) * scale + shift;
        return relu ? result.relu_() : result;
    }

    public override void Dispose()
    {
        scale.Dispose();
        shift.Dispose();
        base.Dispose();
    }
}
