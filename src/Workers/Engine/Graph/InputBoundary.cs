namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A network may start at any tensor of another one: then the part between is described anew behind fresh InputLayers, sharing layers and weights
/// (Keras: clone_graph_nodes).</summary>
internal static class InputBoundary
{
    public static (IReadOnlyList<KerasTensor> Inputs, IReadOnlyList<KerasTensor> Outputs) Ensure(
        IReadOnlyList<KerasTensor> inputs,
        IReadOnlyList<KerasTensor> outputs
    )
    {
        if (inputs.All(input => input.Layer is InputLayer))
        {
            return (inputs, outputs);
        }

        var (nodes, _) = GraphOrder.Of(inputs, outputs);
        var fresh = new Dictionary<KerasTensor, KerasTensor>();
        foreach (var input in inputs)
        {
            fresh[input] = input.Layer is InputLayer ? input : InputLayer.Create(input.Shape, input.DType, $"{input.Layer.Name}_input").Output;
        }

        return ([.. inputs.Select(input => fresh[input])], Rewire(nodes, fresh, outputs));
    }

    /// <summary>Repeats calls with some tensors replaced; the calls are not added to the layers' own lists.</summary>
    public static IReadOnlyList<KerasTensor> Rewire(
        IReadOnlyList<Node> nodes,
        Dictionary<KerasTensor, KerasTensor> replaced,
        IReadOnlyList<KerasTensor> outputs
    )
    {
        foreach (var node in nodes)
        {
            if (node.Outputs.All(replaced.ContainsKey))
            {
                continue;
            }

            var copy = new Node(node.Layer, [.. node.Inputs.Select(input => replaced.GetValueOrDefault(input, input))], node.Arguments);
            copy.Outputs = [.. node.Outputs.Select(output => new KerasTensor(output.Shape, output.DType, copy, output.Index))];
            for (var i = 0; i < copy.Outputs.Count; i++)
            {
                replaced.TryAdd(node.Outputs[i], copy.Outputs[i]);
            }
        }

        return [.. outputs.Select(output => replaced.GetValueOrDefault(output, output))];
    }
}
