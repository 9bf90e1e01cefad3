using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// A network cut where gradients begin. What lies before the frontier gives the same output for the same picture in every epoch, so it runs once a picture and
/// its activations are cached; the rest trains on them.
/// </summary>
/// <param name="Prefix">From the network's inputs to the tensors that cross the frontier; null if nothing but inputs lies before it.</param>
/// <param name="Rest">From those tensors (in the order of <see cref="Prefix"/>'s outputs) to the network's outputs; the whole flattened network if there is no
/// prefix.</param>
/// <param name="PrefixLayers">The layers before the frontier, in the flattened network's order.</param>
public sealed record FrontierSplit(Network? Prefix, Network Rest, IReadOnlyList<Layer> PrefixLayers)
{
    /// <summary>Splits by what trains now; ask again when the freeze plan changed. Layers and weights are shared with the network.</summary>
    public static FrontierSplit Of(Network network, BatchNormMode batchNormMode)
    {
        var flat = MaskFlow.Shown(network.Flatten());
        var training = new CallContext { Training = true, BatchNormMode = batchNormMode };
        var live = new HashSet<KerasTensor>();
        foreach (var node in flat.Nodes)
        {
            if (node.Inputs.Any(live.Contains) || Changes(node.Layer, training))
            {
                live.UnionWith(node.Outputs);
            }
        }

        Layer[] before = [.. flat.Nodes.Where(node => node.Layer is not InputLayer && !node.Outputs.Any(live.Contains)).Select(node => node.Layer).Distinct()];
        return before.Length > 0 && NetworkCut.Of(flat, live, "frozen", "rest") is { } cut
            ? new FrontierSplit(cut.Before, cut.After, before)
            : new FrontierSplit(null, flat, []);
    }

    private static bool Changes(Layer layer, CallContext training) =>
        layer.TrainableWeights.Count > 0
        || layer.WithInside().Any(inner => (inner.IsRandomInTraining && !inner.RunsInInferenceMode) || inner.MovedBy(training).Count > 0);
}
