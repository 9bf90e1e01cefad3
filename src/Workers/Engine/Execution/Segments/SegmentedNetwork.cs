using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Segments;

/// <summary>
/// A network cut into parts whose activations are computed a second time in the backward pass instead of being kept: Keras's rematerialization
/// (https://keras.io/api/utils/rematerialization_utils/, mode "full"), Chen et al. 2016 (arXiv:1604.06174). Only what crosses a cut is kept. It costs about
/// one forward pass more a step.
/// </summary>
public sealed class SegmentedNetwork
{
    private readonly HashSet<KerasTensor> live = [];

    private SegmentedNetwork(Network network)
    {
        var flat = network.Flatten();
        var (all, outputs) = MaskFlow.Of(flat);
        Inputs = [.. flat.Inputs];
        Node[] nodes = [.. all.Where(node => node.Layer is not InputLayer)];
        foreach (var node in nodes.Where(node => node.Layer.TrainableWeights.Count > 0 || node.Inputs.Any(live.Contains)))
        {
            live.UnionWith(node.Outputs);
        }
        var cuts = SegmentCuts.Of(nodes, outputs);
        Segments = [.. cuts.Select((from, i) => Part(network.Name, nodes, from, i + 1 < cuts.Count ? cuts[i + 1] : nodes.Length, outputs))];
    }

    internal KerasTensor[] Inputs { get; }

    internal IReadOnlyList<Segment> Segments { get; }

    /// <summary>How many parts there are; 1 where cutting saves nothing.</summary>
    public int Count => Segments.Count;

    /// <summary>Whether gradients flow into a tensor.</summary>
    internal bool IsLive(KerasTensor tensor) => live.Contains(tensor);

    /// <summary>Cuts a network by what trains now; make it anew when the freeze plan changed. Layers and weights are shared with it.</summary>
    public static SegmentedNetwork Of(Network network) => new(network);

    /// <summary>Begins one training pass; it belongs to the step that asked for it.</summary>
    /// <param name="context">In training.</param>
    public SegmentedPass Begin(CallContext context) => new(this, context);

    private static Segment Part(string name, Node[] nodes, int from, int to, IReadOnlyList<KerasTensor> outputs)
    {
        var part = nodes[from..to];
        var made = part.SelectMany(node => node.Outputs).ToHashSet();
        KerasTensor[] inputs = [.. part.SelectMany(node => node.Inputs).Where(input => !made.Contains(input)).Distinct()];
        var later = nodes[to..].SelectMany(node => node.Inputs).ToHashSet();
        KerasTensor[] ends = to == nodes.Length ? [.. outputs] : [.. made.Where(later.Contains)];
        return new Segment(
            new ExecutionPlan(name, inputs, (part, ends)),
            part,
            inputs,
            ends,
            part.Any(node => node.Layer.WithInside().Any(layer => layer.IsRandomInTraining))
        );
    }
}
