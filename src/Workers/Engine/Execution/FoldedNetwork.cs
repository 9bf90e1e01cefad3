using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// A network made ready for inference alone: batch normalisation folded into the convolution before it, activations in place. Results equal the network's to
/// about 1e-5;
/// under mixed_bfloat16 to that type's rounding, of which there is less, since a convolution and its normalisation are rounded once.
/// It holds copies of the folded kernels: make it anew when weights change. Disposing it leaves the network alone.
/// </summary>
public sealed class FoldedNetwork : IDisposable
{
    private readonly Network folded;

    /// <summary>The folded graph.</summary>
    internal Network Network => folded;
    private readonly List<Layer> steps = [];

    private FoldedNetwork(Network network)
    {
        var flat = network.Flatten();
        var readers = new TensorReaders(flat);
        var replaced = new Dictionary<KerasTensor, KerasTensor>();
        KerasTensor Now(KerasTensor tensor) => replaced.GetValueOrDefault(tensor, tensor);
        foreach (var first in flat.Nodes.Where(node => node.Layer is not InputLayer && !replaced.ContainsKey(node.Outputs[0])))
        {
            KerasTensor[] inputs = [.. first.Inputs.Select(Now)];
            var margins = MarginsBefore(first, readers);
            var node = margins is null ? first : readers.Only(first)!;
            if (readers.Only(node) is { Layer: BatchNormalization normalization } next && CanFold(node.Layer, normalization, next))
            {
                var last = next;
                var activate = readers.Only(next) is { } after ? InPlace(after.Layer) : null;
                if (activate is not null)
                {
                    last = readers.Only(next)!;
                }

                Layer step = node.Layer is SeparableConv2D separable
                    ? new FoldedSeparable(separable, normalization, activate, last.Outputs[0].Shape)
                    : new FoldedConvolution(node.Layer, normalization, margins, activate, last.Outputs[0].Shape);
                var result = AddStep(step, inputs[0]);
                replaced[first.Outputs[0]] = result;
                replaced[node.Outputs[0]] = result;
                replaced[next.Outputs[0]] = result;
                replaced[last.Outputs[0]] = result;
                Number++;
                continue;
            }

            // Without a normalisation behind it there is an activation to apply in place, or a kernel to round to bfloat16 once instead of at each call.
            if (
                node.Layer is Conv2D { ActivationName: "relu" or "linear" } plain
                && Folds(plain)
                && (plain.ActivationName == "relu" || plain.DTypePolicy != DTypePolicy.Float32)
            )
            {
                replaced[node.Outputs[0]] = AddStep(
                    new FoldedConvolution(plain, null, null, plain.ActivationName == "relu" ? InPlaceActivation.Relu : null, node.Outputs[0].Shape),
                    inputs[0]
                );
                continue;
            }

            if (node.Layer is BatchNormalization alone && FoldedNormalization.Serves(alone, node.Inputs[0].Shape))
            {
                var last = readers.Only(node) is { } after && InPlace(after.Layer) == InPlaceActivation.Relu && Folds(after.Layer) ? after : node;
                var result = AddStep(
                    new FoldedNormalization(alone, last != node, last.Outputs[0].Shape),
                    [.. FoldedNormalization.PartsOf(node.Inputs[0]).Select(Now)]
                );
                replaced[node.Outputs[0]] = result;
                replaced[last.Outputs[0]] = result;
                continue;
            }

            if (InPlace(node.Layer) is { } overwrite && Folds(node.Layer) && IsEnding(node, node.Inputs[0], readers))
            {
                replaced[node.Outputs[0]] = AddStep(new InPlaceActivation(node.Layer, overwrite), inputs[0]);
                continue;
            }

            if (
                node.Layer is Merge merge
                && Folds(merge)
                && node.Inputs.Count == 2
                && Enumerable
                    .Range(0, 2)
                    .FirstOrDefault(
                        i =>
                            IsEnding(node, node.Inputs[i], readers)
                            && InPlaceMerge.Serves(merge, node.Inputs[i].Shape, node.Inputs[1 - i].Shape, node.Outputs[0].Shape),
                        -1
                    )
                    is >= 0
                        and var own
            )
            {
                replaced[node.Outputs[0]] = AddStep(new InPlaceMerge(merge), inputs[own], inputs[1 - own]);
                continue;
            }

            var copy = new Node(node.Layer, inputs, node.Arguments);
            copy.Outputs = [.. node.Outputs.Select(output => new KerasTensor(output.Shape, output.DType, copy, output.Index))];
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                replaced[node.Outputs[i]] = copy.Outputs[i];
            }
        }

        folded = new Network(flat.Inputs, [.. flat.Outputs.Select(Now)], network.Name, uniqueNames: false)
        {
            Device = network.Device,
            ShowsMasks = network.ShowsMasks,
        };
    }

    /// <summary>How many convolutions took in their normalisation.</summary>
    public int Number { get; private set; }

    public static FoldedNetwork Of(Network network) => new(network);

    /// <summary>Inference without gradients; the results belong to the caller's dispose scope.</summary>
    public IReadOnlyList<Tensor> Predict(IReadOnlyList<Tensor> inputs)
    {
        using var quiet = no_grad();
        return folded.Forward(inputs, CallContext.Inference);
    }

    public Tensor Predict(Tensor input) => Predict([input])[0];

    public void Dispose() => steps.ForEach(step => step.Dispose());

    private KerasTensor AddStep(Layer step, params IReadOnlyList<KerasTensor> inputs)
    {
        steps.Add(step);
        return step.Apply(inputs);
    }

    private static bool Folds(Layer layer) => layer.DTypePolicy == DTypePolicy.Float32 || layer.DTypePolicy == DTypePolicy.MixedBFloat16;

    // Memory that its layer has just made: it shares it with no other tensor.
    private static bool IsFresh(KerasTensor tensor) =>
        tensor.Layer is BatchNormalization or Add or Multiply or Concatenate or Conv2D or DepthwiseConv2D or SeparableConv2D;

    // Memory that no other tensor shares and nothing needs after this call. What hands its input on, or changes it in place, hands on whose memory it is.
    private static bool IsEnding(Node call, KerasTensor tensor, TensorReaders readers) =>
        readers.IsLast(call, tensor)
        && (
            IsFresh(tensor) || ((tensor.Layer is Dropout || InPlace(tensor.Layer) is not null) && IsEnding(tensor.Producer, tensor.Producer.Inputs[0], readers))
        );

    // Padding that only a folded convolution reads is left to it, where it costs nothing there.
    private static IReadOnlyList<(int Before, int After)>? MarginsBefore(Node node, TensorReaders readers) =>
        node.Layer is ZeroPadding2D padding
        && readers.Only(node) is { Layer: Conv2D { Window.Padding: "valid" } or DepthwiseConv2D { Window.Padding: "valid" } } next
        && readers.Only(next) is { Layer: BatchNormalization normalization } after
        && CanFold(next.Layer, normalization, after)
        && (padding.Margins.All(margin => margin.Before == margin.After) || FoldedConvolution.Widens(next.Layer))
            ? padding.Margins
            : null;

    private static bool CanFold(Layer layer, BatchNormalization normalization, Node call) =>
        layer is Conv2D { ActivationName: "linear" } or DepthwiseConv2D { ActivationName: "linear" } or SeparableConv2D { ActivationName: "linear" }
        && Folds(layer)
        && normalization.DTypePolicy == layer.DTypePolicy
        && (normalization.Axis == -1 || normalization.Axis == call.Inputs[0].Shape.Rank - 1);

    private static Func<Tensor, Tensor>? InPlace(Layer layer) =>
        layer switch
        {
            ReLU { Bound: (true, null) } or Activation { ActivationName: "relu" } => InPlaceActivation.Relu,
            ReLU { Bound: (true, { } max) } => x => x.clamp_(0, max),
            Activation { ActivationName: "silu" } => SiluSweep.Apply,
            Activation { ActivationName: "hard_silu" } => x => nn.functional.hardswish(x, inplace: true),
            _ => null,
        };
}
