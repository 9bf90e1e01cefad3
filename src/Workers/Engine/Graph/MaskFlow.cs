namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>
/// Masks that no edge of the graph shows. Keras hangs a mask on the tensor that an Embedding or a Masking returns; layers that support masking hand it on,
/// those that take one find it there, also in
/// a Sequential and across the border of a nested model. Here the calls are laid open and the mask becomes an input of the calls that take it; an edge the
/// file gives goes first.
/// </summary>
internal static class MaskFlow
{
    /// <summary>Layers that hand the mask of their input on (Keras: supports_masking). Recurrent layers do so with return_sequences.</summary>
    private static readonly HashSet<string> HandOn =
    [
        "Activation",
        "ELU",
        "LeakyReLU",
        "PReLU",
        "ReLU",
        "Softmax",
        "Dense",
        "Dropout",
        "AlphaDropout",
        "GaussianDropout",
        "GaussianNoise",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
        "BatchNormalization",
        "LayerNormalization",
        "UnitNormalization",
        "GroupNormalization",
        "TimeDistributed",
        "Identity",
        "MultiHeadAttention",
        "Attention",
        "AdditiveAttention",
        "Masking",
        "ActivityRegularization",
        "Add",
        "Subtract",
        "Multiply",
        "Average",
        "Maximum",
        "Minimum",
        "Concatenate",
    ];

    /// <summary>The calls to execute and the outputs among them; the network's own where no mask is hidden.</summary>
    public static (IReadOnlyList<Node> Nodes, IReadOnlyList<KerasTensor> Outputs) Of(Network network)
    {
        if (network.ShowsMasks || !MakesMask(network))
        {
            return (network.Nodes, network.Outputs);
        }

        var flat = network.Flatten();
        var nodes = new List<Node>();
        var now = new Dictionary<KerasTensor, KerasTensor>();
        var masks = new Dictionary<KerasTensor, KerasTensor>();
        foreach (var node in flat.Nodes)
        {
            var changed = node.Layer is InputLayer ? node : Call(node, now, masks);
            nodes.Add(changed);
            foreach (var (old, fresh) in node.Outputs.Zip(changed.Outputs))
            {
                now[old] = fresh;
            }

            Carry(changed, masks, nodes);
        }

        return (nodes, [.. flat.Outputs.Select(output => now[output])]);
    }

    /// <summary>The same computation, laid open, with every mask as an edge: it can be cut anywhere. The network itself where no mask is hidden.</summary>
    public static Network Shown(Network flat)
    {
        if (flat.ShowsMasks || !MakesMask(flat))
        {
            return flat;
        }

        var (_, outputs) = Of(flat);
        return new Network(flat.Inputs, outputs, flat.Name, uniqueNames: false) { Device = flat.Device, ShowsMasks = true };
    }

    private static bool MakesMask(Network network) => network.WithInside().Any(layer => layer.MakesMask);

    private static Node Call(Node node, Dictionary<KerasTensor, KerasTensor> now, Dictionary<KerasTensor, KerasTensor> masks)
    {
        List<KerasTensor> inputs = [.. node.Inputs.Select(input => now[input])];
        var keywords = node.Layer.TakeMasks(
            node.Arguments,
            index =>
            {
                if (index >= inputs.Count || !masks.TryGetValue(inputs[index], out var mask))
                {
                    return null;
                }

                inputs.Add(mask);
                return CallArguments.Placeholder(inputs.Count - 1);
            }
        );
        return Copy(node.Layer, inputs, keywords is null ? node.Arguments : node.Arguments with { Keywords = keywords }, node.Outputs);
    }

    private static void Carry(Node node, Dictionary<KerasTensor, KerasTensor> masks, List<Node> nodes)
    {
        if (node.Layer.MakesMask)
        {
            masks[node.Outputs[0]] = node.Layer.MakeMask(node.Inputs[0], nodes.Add);
            return;
        }

        if (!HandOn.Contains(node.Layer.ClassName) && !node.Layer.HandsMaskOn)
        {
            return;
        }

        var positional = node.Inputs.Take(node.Arguments.PositionalTensors);
        if (node.Layer.MergeMasks([.. positional.Select(input => masks.GetValueOrDefault(input))], nodes.Add) is { } mask)
        {
            masks[node.Outputs[0]] = mask;
        }
    }

    private static Node Copy(Layer layer, IReadOnlyList<KerasTensor> inputs, CallArguments arguments, IReadOnlyList<KerasTensor> outputs)
    {
        var copy = new Node(layer, inputs, arguments);
        copy.Outputs = [.. outputs.Select(output => new KerasTensor(output.Shape, output.DType, copy, output.Index))];
        return copy;
    }
}
