using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>An activation function as a layer (https://keras.io/api/layers/core_layers/activation/).</summary>
public sealed class Activation(ActivationFunction function, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype), IActivated
{
    public Activation(string activation, string? name = null, DTypePolicy? dtype = null)
        : this(ActivationFunction.Named(activation), name, dtype) { }

    public string ActivationName => function.Name;

    public static Activation FromConfig(LayerConfig config) => new(config.Activation(), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => function.Apply(inputs[0]);

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["activation"] = function.ToJson();
        return config;
    }
}
