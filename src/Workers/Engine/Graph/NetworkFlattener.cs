namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>Lays nested networks open, so that one plan, and one freeze frontier, runs through all of it.</summary>
internal static class NetworkFlattener
{
    public static Network Flatten(Network network)
    {
        if (!network.AllLayers.Any(layer => layer is Network))
        {
            return network;
        }

        var map = network.Inputs.ToDictionary(input => input, input => input);
        Inline(network, map);
        var flat = new Network(network.Inputs, [.. network.Outputs.Select(output => map[output])], network.Name, uniqueNames: false)
        {
            Device = network.Device,
        };
        return flat;
    }

    private static void Inline(Network network, Dictionary<KerasTensor, KerasTensor> map)
    {
        foreach (var node in network.Nodes)
        {
            if (node.Layer is InputLayer)
            {
                continue;
            }

            KerasTensor[] inputs = [.. node.Inputs.Select(input => map[input])];
            if (node.Layer is Network inner)
            {
                var innerMap = inner.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
                Inline(inner, innerMap);
                for (var i = 0; i < node.Outputs.Count; i++)
                {
                    map[node.Outputs[i]] = innerMap[inner.Outputs[i]];
                }

                continue;
            }

            var copy = new Node(node.Layer, inputs, node.Arguments);
            copy.Outputs = [.. node.Outputs.Select(output => new KerasTensor(output.Shape, output.DType, copy, output.Index))];
            for (var i = 0; i < copy.Outputs.Count; i++)
            {
                map[node.Outputs[i]] = copy.Outputs[i];
            }
        }
    }
}
