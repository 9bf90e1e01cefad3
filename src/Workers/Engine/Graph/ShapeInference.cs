namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>The output shapes of a network for other input shapes than it was described with.</summary>
internal static class ShapeInference
{
    public static IReadOnlyList<TensorShape> Run(Network network, IReadOnlyList<TensorShape> inputShapes)
    {
        var shapes = new Dictionary<KerasTensor, TensorShape>();
        for (var i = 0; i < network.Inputs.Count; i++)
        {
            shapes[network.Inputs[i]] = inputShapes[i];
        }

        foreach (var node in network.Nodes)
        {
            if (node.Layer is InputLayer)
            {
                continue;
            }

            node.Layer.Bind(node.Arguments);
            var outputs = node.Layer.ComputeOutputShapes([.. node.Inputs.Select(input => shapes[input])]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                shapes[node.Outputs[i]] = outputs[i];
            }
        }

        return [.. network.Outputs.Select(output => shapes[output])];
    }
}
