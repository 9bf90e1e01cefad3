using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>Hands its input on (https://keras.io/api/layers/core_layers/identity/).</summary>
public sealed class Identity(string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public static Identity FromConfig(LayerConfig config) => new(config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];
}
