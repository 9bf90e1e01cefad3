using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>Walks a network and has every call turned into operators; nested networks are laid open.</summary>
internal sealed class NetworkEmitter
{
    private readonly Dictionary<(string Name, bool First), string> turned = [];

    /// <summary>The network's outputs for these inputs.</summary>
    public IReadOnlyList<OnnxValue> Emit(OnnxGraph graph, Network network, IReadOnlyList<OnnxValue> inputs)
    {
        var values = network.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);

        // With the masks that Keras hands on unseen.
        var (nodes, ends) = MaskFlow.Of(network);
        foreach (var node in nodes.Where(node => node.Layer is not InputLayer))
        {
            var outputs = Emit(graph, node.Layer, [.. node.Inputs.Select(input => values[input])], node.Arguments);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                values[node.Outputs[i]] = outputs[i];
            }
        }

        return [.. ends.Select(output => values[output])];
    }

    /// <summary>The outputs of one call.</summary>
    /// <exception cref="RefusedException">The layer, or a setting of it, has no meaning in ONNX.</exception>
    public IReadOnlyList<OnnxValue> Emit(OnnxGraph graph, Layer layer, IReadOnlyList<OnnxValue> inputs, CallArguments arguments)
    {
        if (layer is Network inner)
        {
            return Emit(graph, inner, inputs);
        }

        graph.Scope = layer.Name;
        var call = new LayerCall(graph, this, layer, inputs, arguments);
        // In inference Keras leaves pictures as they are, also before a RandomCrop.
        var emitter = layer is RandomPictureLayer ? IdentityEmitters.Pass : EmitterTable.Of(layer);
        return emitter(call);
    }

    /// <summary>The tensor with channels first; turned at most once.</summary>
    public string First(OnnxGraph graph, OnnxValue value) =>
        value.ChannelsFirst || value.Rank < 3 ? value.Name : Turn(graph, value, first: true, LayerCall.ChannelsFirst(value.Rank));

    /// <summary>The tensor with channels last; turned at most once.</summary>
    public string Last(OnnxGraph graph, OnnxValue value) =>
        !value.ChannelsFirst || value.Rank < 3 ? value.Name : Turn(graph, value, first: false, LayerCall.ChannelsLast(value.Rank));

    private string Turn(OnnxGraph graph, OnnxValue value, bool first, long[] permutation)
    {
        if (!turned.TryGetValue((value.Name, first), out var name))
        {
            name = graph.Add("Transpose", [value.Name], ("perm", permutation));
            turned[(value.Name, first)] = name;
            turned[(name, !first)] = value.Name;
        }

        return name;
    }
}
