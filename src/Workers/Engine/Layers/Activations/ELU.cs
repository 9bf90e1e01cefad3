using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>x above zero, alpha * (exp(x) - 1) below (https://keras.io/api/layers/activation_layers/elu/).</summary>
/// <param name="alpha">Default 1.</param>
public sealed class ELU(double alpha = 1, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public static ELU FromConfig(LayerConfig config) => new(config.Double("alpha", 1), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => nn.functional.elu(inputs[0], alpha);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["alpha"] = alpha;
        return config;
    }
}
