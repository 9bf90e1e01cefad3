using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Calls that masks are made by.</summary>
internal static class MaskOperation
{
    /// <summary>An operator's call: a node outside any layer's own list.</summary>
    public static KerasTensor Call(string kind, IReadOnlyList<KerasTensor> inputs, JsonArray arguments, Action<Node> add)
    {
        Layer layer = kind == "Any" ? new AnyOperation(name: "any") : new ArithmeticOperation(kind, "mask");
        var node = new Node(layer, inputs, new CallArguments((JsonArray)arguments.DeepClone(), []));
        var shape = layer.ComputeOutputShape([.. inputs.Select(input => input.Shape)]);
        node.Outputs = [new KerasTensor(shape, "bool", node, 0)];
        add(node);
        return node.Outputs[0];
    }
}
