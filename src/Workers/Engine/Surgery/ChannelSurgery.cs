using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>
/// Gives a network another number of input channels by editing its graph: every first convolution that the picture reaches gets a kernel mixed as
/// <see cref="ChannelMix"/> says, whatever stands
/// before it is carried along, and all behind it is the same. Works on functional, Sequential, nested, shared and branching networks.
/// </summary>
/// <remarks>
/// The method "sum" gives, on one channel, what the network gave on that channel repeated; the others scale the first convolution's answer. Where the network
/// treats its channels alike before the
/// convolution (Rescaling, Normalization with equal statistics, padding, flips, ...) the kernel itself becomes one of a single channel. Where it does not
/// (ImageNet's statistics differ by channel, and zero
/// padding behind them lets no single channel stand for three), the single channel is repeated in front of the layer that tells them apart, and the kernel's
/// channels are weighted: exact at the borders too.
/// </remarks>
public sealed class ChannelSurgery
{
    private readonly ChannelMix mix;
    private readonly Dictionary<(Layer, Flow), Layer> clones = [];
    private readonly HashSet<Layer> unchanged = [];
    private readonly Dictionary<(Network, Flow), (Network Network, Flow[] Ends, Flow[] Given)> nested = [];
    private readonly Dictionary<KerasTensor, KerasTensor> repeats = [];
    private readonly List<(Layer, Layer)> first = [];
    private readonly HashSet<string> names;

    private ChannelSurgery(ChannelMix mix, Network network) => (this.mix, names) = (mix, [.. network.WithInside().Select(layer => layer.Name)]);

    /// <summary>What flows along an edge: something the surgery does not touch; the new channels; or one channel repeated as many times as the network had
    /// channels.</summary>
    private enum Flow
    {
        Same,
        New,
        Repeated,
    }

    /// <summary>Mixes the first kernels of <paramref name="network"/>, which keeps its own.</summary>
    /// <param name="preprocessing">What happens to pixels before the network.</param>
    /// <param name="channels">Of the new input.</param>
    /// <param name="method">See <see cref="ChannelMix"/>.</param>
    /// <exception cref="RefusedException">The network takes no pictures, or something before its first convolution can't be carried over; the layer is
    /// named.</exception>
    public static AdaptedNetwork Adapt(Network network, PreprocessingFunction preprocessing, int channels, string method)
    {
        var pictures = network.Inputs.Where(input => input.Shape is { Rank: 4 } shape && shape[3] is not null).ToList();
        if (pictures.Count == 0 || pictures.Select(input => input.Shape[3]).Distinct().Count() != 1)
        {
            throw new RefusedException(new Refusal("surgery.input", ("received", string.Join(", ", network.Inputs.Select(input => input.Shape)))));
        }

        var mix = ChannelMix.Of(method, (int)pictures[0].Shape[3]!.Value, channels);
        var outside = ChannelPreprocessing.Of(preprocessing, mix);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var surgery = new ChannelSurgery(outside.Reversed ? mix.Reversed() : mix, network);
        var adapted = surgery.Rebuild(network, [.. network.Inputs.Select(input => pictures.Contains(input) ? Flow.New : Flow.Same)], outside, out var ends);
        if (surgery.first.Count == 0 || ends.Any(flow => flow != Flow.Same))
        {
            throw new RefusedException(new Refusal("surgery.convolution", ("network", network.Name)));
        }

        var kept = adapted.WithInside().ToHashSet();
        return new AdaptedNetwork(
            adapted,
            outside.Function,
            surgery.first,
            [.. network.WithInside().Where(layer => layer is not Network && !kept.Contains(layer))]
        );
    }

    private Network Rebuild(Network old, IReadOnlyList<Flow> given, ChannelPreprocessing? outside, out Flow[] ends)
    {
        var map = new Dictionary<KerasTensor, (KerasTensor Tensor, Flow Flow)>();
        var inputs = new List<KerasTensor>();
        for (var i = 0; i < old.Inputs.Count; i++)
        {
            var input = old.Inputs[i];
            inputs.Add(given[i] == Flow.New ? InputLayer.Create(input.Shape.With(-1, mix.To), input.DType, input.Layer.Name).Output : input);
            map[input] = given[i] == Flow.New && outside?.Scale is not null ? (Statistics(inputs[i], outside), Flow.Repeated) : (inputs[i], given[i]);
        }

        foreach (var node in old.Nodes.Where(node => node.Layer is not InputLayer))
        {
            var outputs = Call(node, [.. node.Inputs.Select(input => map[input])]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                map[node.Outputs[i]] = outputs[i];
            }
        }

        ends = [.. old.Outputs.Select(output => map[output].Flow)];
        var fresh = AsSequential(old, inputs, map) ?? new Network(inputs, [.. old.Outputs.Select(output => map[output].Tensor)], old.Name);
        fresh.SetOwnTrainable(old.Trainable);
        return fresh;
    }

    // A chain stays a chain where nothing was put into it.
    private static Sequential? AsSequential(Network old, List<KerasTensor> inputs, Dictionary<KerasTensor, (KerasTensor Tensor, Flow Flow)> map)
    {
        if (old is not Sequential)
        {
            return null;
        }

        var chain = old.Nodes.Where(node => node.Layer is not InputLayer).Select(node => map[node.Outputs[0]].Tensor.Producer).ToList();
        var links = chain.Select((node, i) => node.Inputs is [var only] && only == (i == 0 ? inputs[0] : chain[i - 1].Outputs[0]));
        return links.All(link => link) ? new Sequential([inputs[0].Layer, .. chain.Select(node => node.Layer)], old.Name) : null;
    }

    private (KerasTensor Tensor, Flow Flow)[] Call(Node node, (KerasTensor Tensor, Flow Flow)[] inputs)
    {
        var layer = node.Layer;
        if (inputs.All(input => input.Flow == Flow.Same))
        {
            Keep(layer);
            return Copy(node, layer, inputs, Flow.Same);
        }

        if (layer is Network inner)
        {
            return Nested(node, inner, inputs);
        }

        if (inputs.Length > 1)
        {
            return layer is Merge && inputs.All(input => input.Flow == inputs[0].Flow)
                ? Through(node, inputs)
                : throw Refuse(layer, new(inputs.All(input => input.Flow == inputs[0].Flow) ? "surgery.why.notCarried" : "surgery.why.joins"));
        }

        var (tensor, flow) = inputs[0];
        return layer switch
        {
            Conv2D convolution => Convolve(node, convolution, convolution.Kernel!, convolution.Groups, tensor, flow),
            DepthwiseConv2D depthwise => PerChannel(node, depthwise, depthwise.Kernel!, tensor, flow),
            SeparableConv2D separable => PerChannel(node, separable, separable.Weights[0], tensor, flow),
            ArithmeticOperation => Copy(node, layer, inputs, flow),
            Rescaling rescaling => Affine(node, rescaling.IsAlike, source => rescaling.ForChannels(source), tensor, flow),
            Normalization normalization when normalization.IsByChannel => Affine(
                node,
                normalization.IsAlike,
                source => normalization.ForChannels(source),
                tensor,
                flow
            ),
            BatchNormalization => flow == Flow.New && mix.To > 1
                ? throw Refuse(layer, new("surgery.why.statistics"))
                : Copy(node, Keep(layer), [(Repeat(tensor, flow), Flow.Repeated)], Flow.Repeated),
            _ when IsChannelWise(layer) => Through(node, inputs),
            _ => throw Refuse(layer, new("surgery.why.neither")),
        };
    }

    // Layers whose answer on repeated channels is their answer on one, repeated.
    private static bool IsChannelWise(Layer layer) =>
        layer switch
        {
            RandomHue or RandomSaturation or RandomColorJitter or RandomColorDegeneration or RandomGrayscale or RandAugment => false,
            RandomPictureLayer => true,
            Layers.Activations.Activation activation => activation.ActivationName is not ("softmax" or "log_softmax" or "glu" or "sparsemax"),
            ZeroPadding2D
            or Cropping2D
            or CenterCrop
            or Resizing
            or UpSampling2D
            or MaxPooling2D
            or AveragePooling2D
            or Dropout
            or SpatialDropout2D
            or GaussianNoise
            or ReLU
            or LeakyReLU
            or ELU
            or Normalization => true,
            _ => false,
        };

    private (KerasTensor, Flow)[] Convolve(Node node, Conv2D layer, Variable kernel, int groups, KerasTensor tensor, Flow flow)
    {
        if (flow == Flow.New && groups == 1)
        {
            var folded = Clone(layer, flow, clone => clone.Apply([tensor], node.Arguments), clone => ((Conv2D)clone).Kernel!.Assign(mix.Fold(kernel.Value)));
            return Copy(node, folded, [(tensor, flow)], Flow.Same);
        }

        return mix.To > 1 ? throw Refuse(layer, new("surgery.why.groups")) : Weighted(node, layer, kernel, groups, tensor, flow);
    }

    private (KerasTensor, Flow)[] PerChannel(Node node, Layer layer, Variable kernel, KerasTensor tensor, Flow flow) =>
        mix.To > 1 ? throw Refuse(layer, new("surgery.why.depthwise")) : Weighted(node, layer, kernel, 1, tensor, flow);

    // The layer sees the single channel repeated; its kernel's channels count by weight.
    private (KerasTensor, Flow)[] Weighted(Node node, Layer layer, Variable kernel, int groups, KerasTensor tensor, Flow flow)
    {
        var repeated = Repeat(tensor, flow);
        var weights = mix.Weights.Select(w => (float)w).ToArray();
        var weighted = Clone(
            layer,
            Flow.Repeated,
            clone => clone.Apply([repeated], node.Arguments),
            clone =>
            {
                var own = clone.Weights.Single(weight => weight.Name == kernel.Name && weight.Shape.SequenceEqual(kernel.Shape));
                // Filter f of a grouped convolution sees the channels of its own group.
                var filters = kernel.Shape[3];
                var each =
                    groups == 1
                        ? torch.tensor(weights, [mix.From, 1])
                        : torch.tensor(
                            [
                                .. Enumerable
                                    .Range(0, (int)kernel.Shape[2])
                                    .SelectMany(i =>
                                        Enumerable.Range(0, (int)filters).Select(f => weights[(int)(f / (filters / groups) * kernel.Shape[2]) + i])
                                    ),
                            ],
                            [kernel.Shape[2], filters]
                        );
                own.Assign(kernel.Value * each);
            }
        );
        return Copy(node, weighted, [(repeated, Flow.Repeated)], Flow.Same);
    }

    private (KerasTensor, Flow)[] Affine(Node node, bool alike, Func<IReadOnlyList<int>, Layer> forChannels, KerasTensor tensor, Flow flow)
    {
        if (flow == Flow.Repeated || (mix.To == 1 && !alike))
        {
            return Copy(node, Keep(node.Layer), [(Repeat(tensor, flow), Flow.Repeated)], Flow.Repeated);
        }

        if (!clones.TryGetValue((node.Layer, flow), out var layer))
        {
            clones[(node.Layer, flow)] = layer = forChannels(mix.Source);
        }

        return [(layer.Apply([tensor], node.Arguments)[0], flow)];
    }

    private (KerasTensor, Flow)[] Through(Node node, (KerasTensor Tensor, Flow Flow)[] inputs)
    {
        var flow = inputs[0].Flow;
        if (flow == Flow.Repeated)
        {
            return Copy(node, Keep(node.Layer), inputs, flow);
        }

        var clone = Clone(node.Layer, flow, layer => layer.Apply([.. inputs.Select(input => input.Tensor)], node.Arguments), null);
        return Copy(node, clone, inputs, flow);
    }

    private (KerasTensor, Flow)[] Nested(Node node, Network inner, (KerasTensor Tensor, Flow Flow)[] inputs)
    {
        Flow[] given = [.. inputs.Select(input => input.Flow)];
        var key = (inner, given[0]);
        if (!nested.TryGetValue(key, out var known))
        {
            var network = Rebuild(inner, given, null, out var ends);
            nested[key] = known = (network, ends, given);
        }

        if (!known.Given.SequenceEqual(given) || unchanged.Contains(inner))
        {
            throw Refuse(inner, new("surgery.why.other"));
        }

        return [.. Copy(node, known.Network, inputs, Flow.Same).Select((output, i) => (output.Item1, known.Ends[i]))];
    }

    private static (KerasTensor, Flow)[] Copy(Node node, Layer layer, (KerasTensor Tensor, Flow Flow)[] inputs, Flow flow)
    {
        var copy = new Node(layer, [.. inputs.Select(input => input.Tensor)], node.Arguments);
        var shapes = layer.ComputeOutputShapes([.. copy.Inputs.Select(input => input.Shape)]);
        copy.Outputs = [.. node.Outputs.Select((output, i) => new KerasTensor(shapes[i], output.DType, copy, output.Index))];
        return [.. copy.Outputs.Select(output => (output, flow))];
    }

    // A layer that is called twice has one clone, as it has one kernel.
    private Layer Clone(Layer layer, Flow flow, Action<Layer> build, Action<Layer>? fill)
    {
        if (unchanged.Contains(layer))
        {
            throw Refuse(layer, new("surgery.why.other"));
        }

        if (clones.TryGetValue((layer, flow), out var known))
        {
            return known;
        }

        var clone = LayerRegistry.Create(layer.ClassName, (JsonObject)JsonNode.Parse(layer.GetConfig().ToJsonString())!);
        build(clone);
        foreach (var (from, to) in layer.Weights.Zip(clone.Weights))
        {
            to.Path = from.Path;
            if (from.Shape.SequenceEqual(to.Shape))
            {
                to.Assign(from.Value);
            }
        }

        if (fill is not null)
        {
            fill(clone);
            first.Add((layer, clone));
        }

        return clones[(layer, flow)] = clone;
    }

    private Layer Keep(Layer layer)
    {
        if (clones.Keys.Any(key => key.Item1 == layer))
        {
            throw Refuse(layer, new("surgery.why.other"));
        }

        unchanged.Add(layer);
        return layer;
    }

    private KerasTensor Repeat(KerasTensor tensor, Flow flow)
    {
        if (flow == Flow.Repeated)
        {
            return tensor;
        }

        if (!repeats.TryGetValue(tensor, out var repeated))
        {
            repeats[tensor] = repeated = new Concatenate(name: Unique("repeat_channel")).Apply([.. Enumerable.Repeat(tensor, mix.From)]);
        }

        return repeated;
    }

    private KerasTensor Statistics(KerasTensor input, ChannelPreprocessing outside) =>
        new Rescaling(outside.Scale!, outside.Offset!, Unique("channel_statistics")).Apply(Repeat(input, Flow.New));

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private static RefusedException Refuse(Layer layer, Refusal why) =>
        new(new Refusal("surgery.firstLayer", ("layer", layer.Name), ("class", layer.ClassName), ("why", why)));
}
