using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>An activation that overwrites its input, which nothing else reads. Inference only.</summary>
internal sealed class InPlaceActivation(Layer activation, Func<Tensor, Tensor> activate) : Layer(activation.Name, activation.DTypePolicy)
{
    /// <summary>relu, told apart by steps that have it built in.</summary>
    public static readonly Func<Tensor, Tensor> Relu = x => x.relu_();

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activate(inputs[0]);
}
