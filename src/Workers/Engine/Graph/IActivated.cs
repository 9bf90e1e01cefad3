using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A layer that ends in an activation. A loss is computed from what lies before a final softmax or sigmoid, as Keras does.</summary>
public interface IActivated
{
    /// <summary>Keras's name: "softmax", "sigmoid", "linear".</summary>
    string ActivationName { get; }

    /// <summary>The layer's output without its activation.</summary>
    Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context);
}
