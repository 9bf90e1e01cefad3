using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Segments;

/// <summary>
/// One training pass through a <see cref="SegmentedNetwork"/>: forward without gradients but for the last part, and after the loss went backward through that
/// one, each part before it run again with
/// gradients, from the last to the first. A part that draws takes up the generator where it stood; averages move in the first run only.
/// </summary>
public sealed class SegmentedPass : IDisposable
{
    private readonly SegmentedNetwork network;
    private readonly CallContext context;
    private readonly CallContext again;
    private readonly Dictionary<KerasTensor, Tensor> values = [];
    private readonly Dictionary<KerasTensor, Tensor> gradients = [];
    private readonly Tensor?[] states;
    private readonly HashSet<KerasTensor> given;
    private Tensor[] leaves = [];

    internal SegmentedPass(SegmentedNetwork network, CallContext context)
    {
        (this.network, this.context, states) = (network, context, new Tensor?[network.Count]);
        again = context.Again(context.Generator, repeats: true);
        given = [.. network.Inputs];
    }

    private Segment Last => network.Segments[^1];

    /// <summary>The network's outputs, ready for a loss; they belong to the caller's dispose scope.</summary>
    /// <param name="inputs">The network's; they stay the caller's and must live until <see cref="Backward"/> is done.</param>
    /// <param name="logits">True leaves out a final softmax or sigmoid.</param>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, bool logits = true)
    {
        foreach (var (symbol, value) in network.Inputs.Zip(inputs))
        {
            values[symbol] = value;
        }
        using (no_grad())
        {
            for (var i = 0; i < network.Count - 1; i++)
            {
                var segment = network.Segments[i];
                states[i] = segment.Draws ? context.Generator?.get_state() : null;
                var outputs = segment.Plan.Run([.. segment.Inputs.Select(input => values[input])], context, logits: false);
                foreach (var (symbol, value) in segment.Outputs.Zip(outputs))
                {
                    values[symbol] = value.DetachFromDisposeScope();
                }
            }
        }
        leaves = Leaves(Last);
        return Last.Plan.Run(leaves, context, logits);
    }

    /// <summary>Goes on from where the loss's own backward pass ended; afterwards every weight has its gradient.</summary>
    public void Backward()
    {
        Collect(Last);
        using var after = network.Segments.Any(segment => segment.Draws) ? context.Generator?.get_state() : null;
        for (var i = network.Count - 2; i >= 0; i--)
        {
            var segment = network.Segments[i];
            // What this part made is made again; nothing behind it reads it any more.
            foreach (var output in segment.Outputs)
            {
                values.Remove(output, out var value);
                value?.Dispose();
            }
            if (segment.Outputs.Any(gradients.ContainsKey))
            {
                Repeat(segment, states[i]);
            }
        }
        if (after is not null)
        {
            context.Generator!.set_state(after);
        }
    }

    public void Dispose()
    {
        foreach (
            var value in values
                .Where(pair => !given.Contains(pair.Key))
                .Select(pair => pair.Value)
                .Concat(gradients.Values)
                .Concat(leaves)
                .Concat(states.OfType<Tensor>())
        )
        {
            value.Dispose();
        }
        values.Clear();
        gradients.Clear();
        leaves = [];
        Array.Clear(states);
        foreach (var mix in again.LabelMixes)
        {
            mix.Dispose();
        }
        again.LabelMixes.Clear();
    }

    private void Repeat(Segment segment, Tensor? state)
    {
        using var scope = NewDisposeScope();
        if (state is not null)
        {
            context.Generator!.set_state(state);
        }
        leaves = Leaves(segment);
        var outputs = segment.Plan.Run(leaves, again, logits: false);
        var (ends, along) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (symbol, output) in segment.Outputs.Zip(outputs))
        {
            if (gradients.Remove(symbol, out var gradient))
            {
                ends.Add(output);
                along.Add(gradient);
            }
        }
        autograd.backward(ends, along);
        along.ForEach(gradient => gradient.Dispose());
        Collect(segment);
    }

    // The same numbers as leaves of a graph of their own.
    private Tensor[] Leaves(Segment segment) =>
        [
            .. segment.Inputs.Select(symbol =>
            {
                var leaf = values[symbol].detach().DetachFromDisposeScope();
                leaf.requires_grad = network.IsLive(symbol) && leaf.is_floating_point();
                return leaf;
            }),
        ];

    private void Collect(Segment segment)
    {
        using var quiet = no_grad();
        foreach (var (symbol, leaf) in segment.Inputs.Zip(leaves))
        {
            if (leaf.requires_grad && leaf.grad is { } gradient)
            {
                gradients[symbol] = gradients.Remove(symbol, out var before) ? Sum(before, gradient) : gradient.DetachFromDisposeScope();
            }
            leaf.Dispose();
        }
        leaves = [];
    }

    private static Tensor Sum(Tensor before, Tensor more)
    {
        var sum = (before + more).DetachFromDisposeScope();
        before.Dispose();
        more.Dispose();
        return sum;
    }
}
