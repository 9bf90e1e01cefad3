using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A sum or product of two tensors that overwrites the first, which nothing else reads: half the time of one that takes new memory. Inference
/// only.</summary>
internal sealed class InPlaceMerge(Merge merge) : Layer(merge.Name, merge.DTypePolicy)
{
    /// <summary>Whether this way serves: the result has the first one's shape, all of it known but the batch.</summary>
    public static bool Serves(Layer layer, TensorShape first, TensorShape second, TensorShape result) =>
        layer is Add or Multiply && first.Rank == second.Rank && first.SequenceEqual(result) && first.Skip(1).All(size => size is not null);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => merge is Add ? inputs[0].add_(inputs[1]) : inputs[0].mul_(inputs[1]);
}
