using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>x above zero, a part of it below (https://keras.io/api/layers/activation_layers/leaky_relu/).</summary>
/// <param name="negativeSlope">Keras's default 0.3.</param>
public sealed class LeakyReLU(double negativeSlope = 0.3, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    // Keras 2 called it alpha.
    public static LeakyReLU FromConfig(LayerConfig config) =>
        new(config.Has("alpha") ? config.Double("alpha") : config.Double("negative_slope", 0.3), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => nn.functional.leaky_relu(inputs[0], negativeSlope);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["negative_slope"] = negativeSlope;
        return config;
    }
}
