using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>Who reads which tensor of a flat graph; so it is known whose memory may be overwritten.</summary>
internal sealed class TensorReaders(Network flat)
{
    private readonly ILookup<KerasTensor, Node> readers = flat
        .Nodes.SelectMany(node => node.Inputs.Select(input => (input, node)))
        .ToLookup(pair => pair.input, pair => pair.node);
    private readonly HashSet<KerasTensor> kept = [.. flat.Outputs];

    /// <summary>The one call that reads a tensor which nothing else needs; null where there is none.</summary>
    public Node? Only(Node node) =>
        node.Outputs.Count == 1 && !kept.Contains(node.Outputs[0]) && readers[node.Outputs[0]].Count() == 1 ? readers[node.Outputs[0]].First() : null;

    /// <summary>Whether nothing needs a tensor once this call has read it: what pools it over its positions, as squeeze and excite does, is needed for the
    /// call itself.</summary>
    public bool IsLast(Node call, KerasTensor tensor) =>
        !kept.Contains(tensor)
        && readers[tensor].Count(reader => reader == call) == 1
        && readers[tensor].All(reader => reader == call || (reader.Layer is GlobalAveragePooling2D && LeadsTo(reader, call)));

    private static bool LeadsTo(Node node, Node call)
    {
        var seen = new HashSet<Node>();
        var next = new Stack<Node>(call.Parents);
        while (next.TryPop(out var at))
        {
            if (at == node)
            {
                return true;
            }
            if (seen.Add(at))
            {
                foreach (var parent in at.Parents)
                {
                    next.Push(parent);
                }
            }
        }
        return false;
    }
}
