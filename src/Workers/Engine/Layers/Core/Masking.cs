using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>Sets steps to zero in which every feature is the mask value (https://keras.io/api/layers/core_layers/masking/). The mask itself stands in the
/// graph as operators of its own.</summary>
/// <param name="maskValue">Default 0.</param>
public sealed class Masking(double maskValue = 0, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    internal override bool MakesMask => true;

    internal override KerasTensor MakeMask(KerasTensor input, Action<Node> add) =>
        MaskOperation.Call(
            "Any",
            [MaskOperation.Call("NotEqual", [input], new JsonArray(CallArguments.Placeholder(0), maskValue), add)],
            new JsonArray(CallArguments.Placeholder(0)),
            add
        );

    public static Masking FromConfig(LayerConfig config) => new(config.Double("mask_value", 0), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        inputs[0] * inputs[0].ne(maskValue).any(-1, keepdim: true).to_type(inputs[0].dtype);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["mask_value"] = maskValue;
        return config;
    }
}
