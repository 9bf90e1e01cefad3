using System.Runtime.InteropServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A network's calls as numbered steps, with the point where each intermediate result has been read for the last time and is let go.</summary>
internal sealed class ExecutionPlan
{
    private readonly Step[] steps;
    private readonly int[] inputSlots;
    private readonly int[] outputSlots;
    private readonly int slots;
    private readonly string name;
    private readonly KerasTensor[] inputTensors;

    public ExecutionPlan(Network network)
        : this(network.Name, network.Inputs, MaskFlow.Of(network)) { }

    /// <summary>A part of a network: calls in order that read those inputs, or what a call before them made.</summary>
    public ExecutionPlan(string name, IReadOnlyList<KerasTensor> inputs, (IReadOnlyList<Node> Nodes, IReadOnlyList<KerasTensor> Outputs) part)
    {
        this.name = name;
        inputTensors = [.. inputs];
        var slotOf = new Dictionary<KerasTensor, int>();
        int Slot(KerasTensor tensor) => slotOf.TryGetValue(tensor, out var slot) ? slot : slotOf[tensor] = slotOf.Count;
        inputSlots = [.. inputs.Select(Slot)];
        var (nodes, outputs) = part;
        Node[] calls = [.. nodes.Where(node => node.Layer is not InputLayer)];
        var readers = calls.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        var list = new List<(Layer Layer, CallArguments Arguments, int[] In, int[] Out)>();
        var taken = new HashSet<Node>();
        foreach (var node in calls.Where(node => !taken.Contains(node)))
        {
            // Two layers of which only the second reads the first may be one step: a normalisation and its activation.
            var next = node.Outputs.Count == 1 && !outputs.Contains(node.Outputs[0]) && readers[node.Outputs[0]].Take(2).ToArray() is [var only] ? only : null;
            if (next is { Inputs.Count: 1 } && node.Inputs.Count == 1 && node.Layer.JoinedWith(next.Layer) is { } both)
            {
                taken.Add(next);
                list.Add((both, node.Arguments, [Slot(node.Inputs[0])], [Slot(next.Outputs[0])]));
                continue;
            }
            list.Add((node.Layer, node.Arguments, [.. node.Inputs.Select(Slot)], [.. node.Outputs.Select(Slot)]));
        }

        outputSlots = [.. outputs.Select(Slot)];
        slots = slotOf.Count;
        var lastRead = new int[slots];
        for (var i = 0; i < list.Count; i++)
        {
            foreach (var slot in list[i].In.Concat(list[i].Out))
            {
                lastRead[slot] = i;
            }
        }

        var kept = inputSlots.Concat(outputSlots).ToHashSet();
        steps =
        [
            .. list.Select(
                (item, i) =>
                    new Step(
                        item.Layer,
                        item.Arguments,
                        item.In,
                        item.Out,
                        [.. item.In.Concat(item.Out).Distinct().Where(slot => lastRead[slot] == i && !kept.Contains(slot))],
                        item.Out.Length == 1 && outputSlots.Contains(item.Out[0])
                    )
            ),
        ];
    }

    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, CallContext context, bool logits)
    {
        if (inputs.Count != inputSlots.Length)
        {
            throw new RefusedException(new Refusal("execution.inputs.count", ("network", name), ("expected", inputSlots.Length), ("received", inputs.Count)));
        }

        FinalizerGate.BeforeRun();
        using var scope = NewDisposeScope();
        var values = new Tensor?[slots];
        for (var i = 0; i < inputs.Count; i++)
        {
            RequireShape(inputs[i], inputTensors[i]);
            values[inputSlots[i]] = inputs[i];
        }

        foreach (var step in steps)
        {
            var results = step.Run(values, context, logits);
            for (var i = 0; i < step.Outputs.Length; i++)
            {
                values[step.Outputs[i]] = results[i];
            }

            foreach (var slot in step.Releases)
            {
                values[slot]!.Dispose();
                values[slot] = null;
            }
        }

        var outputs = new Tensor[outputSlots.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            // An output that is an input, or stands twice among the outputs, becomes a handle of its own.
            var value = values[outputSlots[i]]!;
            outputs[i] = (IsAmong(inputs, value) || IsAmong(outputs.Take(i), value) ? value.alias() : value).MoveToOuterDisposeScope();
        }

        return outputs;
    }

    // Tensor.Equals compares elements: a sweep through memory on a CPU, a wait for the device on CUDA.
    private static bool IsAmong(IEnumerable<Tensor> tensors, Tensor tensor) => tensors.Any(other => ReferenceEquals(other, tensor));

    private void RequireShape(Tensor input, KerasTensor symbol)
    {
        var expected = symbol.Shape;
        var isText = symbol.DType == "string";
        if (isText && input.dtype != ScalarType.Byte)
        {
            throw new RefusedException(new Refusal("execution.inputs.text", ("network", name), ("input", symbol.Layer.Name)));
        }

        var actual = isText ? TextTensor.ShapeOf(input) : input.shape;
        var fits = actual.Length == expected.Rank;
        for (var i = 0; fits && i < actual.Length; i++)
        {
            fits = expected[i] is not { } known || known == actual[i];
        }

        if (!fits)
        {
            throw new RefusedException(
                new Refusal("execution.inputs.shape", ("network", name), ("expected", expected.ToString()), ("received", string.Join(", ", actual)))
            );
        }
    }

    private sealed record Step(Layer Layer, CallArguments Arguments, int[] Inputs, int[] Outputs, int[] Releases, bool IsFinal)
    {
        public IReadOnlyList<Tensor> Run(Tensor?[] values, CallContext context, bool logits)
        {
            Tensor[] inputs = [.. Inputs.Select(slot => values[slot]!)];
            using var scope = NewDisposeScope();
            Layer.Bind(Arguments);
            var results = Results(inputs, context, logits);

            // A layer that hands its input on (dropout in inference) must not share its handle: each is released on its own.
            return [.. results.Select(result => (IsAmong(inputs, result) ? result.alias() : result).MoveToOuterDisposeScope())];
        }

        // Axes that a network leaves open may turn out not to fit.
        private IReadOnlyList<Tensor> Results(Tensor[] inputs, CallContext context, bool logits)
        {
            try
            {
                return logits && IsFinal
                    ? Layer switch
                    {
                        Network inner => inner.Forward(inputs, context, logits: true),
                        IActivated { ActivationName: "softmax" or "sigmoid" } activated => [activated.CallLinear(Layer.CastAll(inputs), context)],
                        _ => Layer.Invoke(inputs, context),
                    }
                    : Layer.Invoke(inputs, context);
            }
            catch (ExternalException fault) when (TorchFault.IsOfArguments(fault))
            {
                throw new RefusedException(
                    new Refusal(
                        "execution.layer.failed",
                        ("layer", Layer.Name),
                        ("class", Layer.ClassName),
                        ("inputs", string.Join(", ", inputs.Select(input => $"({string.Join(", ", input.shape)})"))),
                        ("fault", TorchFault.Sentence(fault))
                    )
                );
            }
        }
    }
}
