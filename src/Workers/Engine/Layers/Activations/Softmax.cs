using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>exp(x) over its sum along an axis (https://keras.io/api/layers/activation_layers/softmax/).</summary>
/// <param name="axis">Default: the last.</param>
public sealed class Softmax(int axis = -1, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype), IActivated
{
    public string ActivationName => "softmax";

    public static Softmax FromConfig(LayerConfig config)
    {
        var axes = config.Ints("axis", -1);
        return new Softmax(axes.Length == 1 ? axes[0] : throw config.Refuse("axis", new("layer.setting.axis")), config.Name, config.DType);
    }

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        inputs[0].dtype is ScalarType.Float32 or ScalarType.Float64
            ? nn.functional.softmax(inputs[0], axis)
            : nn.functional.softmax(inputs[0].to_type(ScalarType.Float32), axis).to_type(inputs[0].dtype);

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = axis;
        return config;
    }
}
