namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>Keras's order of a graph (keras/src/ops/function.py, map_graph): by depth from the outputs, within a depth by first visit. "The last 20 layers"
/// means this order.</summary>
internal static class GraphOrder
{
    public static (IReadOnlyList<Node> Nodes, IReadOnlyList<Layer> Layers) Of(IReadOnlyList<KerasTensor> inputs, IReadOnlyList<KerasTensor> outputs)
    {
        var visited = Visit(inputs, outputs, out var firstVisit);
        var nodeDepth = new Dictionary<Node, int>();
        var layerDepth = new Dictionary<Layer, int>();
        for (var i = visited.Count - 1; i >= 0; i--)
        {
            var node = visited[i];
            nodeDepth.TryAdd(node, 0);
            var depth = Math.Max(nodeDepth[node], layerDepth.GetValueOrDefault(node.Layer));
            layerDepth[node.Layer] = depth;
            nodeDepth[node] = depth;
            if (inputs.Any(input => input.Producer == node))
            {
                continue;
            }

            foreach (var parent in node.Parents)
            {
                nodeDepth[parent] = Math.Max(depth + 1, nodeDepth.GetValueOrDefault(parent));
            }
        }

        foreach (var input in inputs)
        {
            if (layerDepth.TryAdd(input.Layer, 0))
            {
                firstVisit[input.Layer] = -1;
                nodeDepth[input.Producer] = 0;
            }
        }

        var layers = layerDepth.OrderByDescending(pair => pair.Value).ThenBy(pair => firstVisit[pair.Key]).Select(pair => pair.Key).ToList();
        var position = layers.Select((layer, index) => (layer, index)).ToDictionary(pair => pair.layer, pair => pair.index);
        var nodes = nodeDepth.OrderByDescending(pair => pair.Value).ThenBy(pair => position[pair.Key.Layer]).Select(pair => pair.Key).ToList();
        return (nodes, layers);
    }

    // Post-order from the outputs; a loop of our own, since a file may describe a chain longer than the stack is deep.
    private static List<Node> Visit(IReadOnlyList<KerasTensor> inputs, IReadOnlyList<KerasTensor> outputs, out Dictionary<Layer, int> firstVisit)
    {
        var borders = inputs.Select(input => input.Producer).ToHashSet();
        var order = new List<Node>();
        var done = new HashSet<Node>();
        var visits = new Dictionary<Layer, int>();
        var path = new Stack<(Node Node, int Next)>();
        void Enter(Node node)
        {
            visits.TryAdd(node.Layer, visits.Count);
            path.Push((node, 0));
        }

        foreach (var output in outputs)
        {
            if (!done.Contains(output.Producer))
            {
                Enter(output.Producer);
            }

            while (path.TryPop(out var top))
            {
                if (top.Next < top.Node.Inputs.Count && !borders.Contains(top.Node))
                {
                    path.Push((top.Node, top.Next + 1));
                    var parent = top.Node.Inputs[top.Next].Producer;
                    if (!done.Contains(parent))
                    {
                        Enter(parent);
                    }
                }
                else if (done.Add(top.Node))
                {
                    order.Add(top.Node);
                }
            }
        }

        firstVisit = visits;
        return order;
    }
}
