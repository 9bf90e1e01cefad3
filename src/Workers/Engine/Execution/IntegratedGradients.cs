using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What each token of a text did to an output of a network (Sundararajan et al., 2017, https://arxiv.org/abs/1703.01365): the gradients at the tokens'
/// vectors, integrated on the straight way from a text that says nothing to this one. What is explained is the output before a final softmax or sigmoid: the
/// class's logit.</summary>
/// <remarks>The integral is taken by Gauss and Legendre's rule; where its sum misses the difference of the outputs, it is taken with more steps.</remarks>
public sealed class IntegratedGradients
{
    /// <summary>Points of the way where gradients are taken, unless told otherwise: of an encoder's, tokens' scores are then right to a thousandth.</summary>
    public const int UsualSteps = 8;

    /// <summary>Most of them.</summary>
    public const int MostSteps = 1024;

    // How far the sum may be off, as a share of the difference of the outputs.
    private const double Tolerance = 0.005;

    // Tokens of a pass: what its gradients keep in memory grows with them.
    private const int TokensAtOnce = 512;

    private readonly Network network;
    private readonly NetworkCut cut;
    private readonly int vectors;

    /// <param name="network">Its first output is (N, units). Stays the caller's.</param>
    /// <exception cref="RefusedException">No Embedding reads its token ids, or its output is none of a text.</exception>
    public IntegratedGradients(Network network)
    {
        this.network = network;
        var flat = MaskFlow.Shown(network.Flatten());
        var ids = flat.Inputs.FirstOrDefault(input => input.Layer.Name == TextInputs.TokenIds) ?? flat.Inputs[0];
        if (flat.Nodes.FirstOrDefault(node => node.Layer is Embedding && node.Inputs[0] == ids) is not { } embedding || flat.Outputs[0].Shape.Rank != 2)
            throw new RefusedException(new Refusal("execution.gradients.network", ("network", network.Name)));
        var live = new HashSet<KerasTensor>();
        foreach (var node in flat.Nodes.Where(node => node.Inputs.Any(input => input == embedding.Outputs[0] || live.Contains(input))))
            live.UnionWith(node.Outputs);
        cut = NetworkCut.Of(flat, live) ?? throw new RefusedException(new Refusal("execution.gradients.network", ("network", network.Name)));
        vectors = cut.Border.ToList().IndexOf(embedding.Outputs[0]);
        TokenInput = flat.Inputs.ToList().IndexOf(ids);
    }

    /// <summary>Which of the network's inputs the token ids are.</summary>
    public int TokenInput { get; }

    /// <summary>Units of the output that is explained.</summary>
    public int Units => (int)network.Outputs[0].Shape[1]!.Value;

    /// <param name="inputs">The network's, of one text: (1, T) each, or (1, ...). They stay the caller's.</param>
    /// <param name="baseline">Token ids of the text that says nothing, (1, T); null: a zero vector for each token.</param>
    /// <param name="unit">Of the output.</param>
    /// <param name="steps">To begin with.</param>
    /// <exception cref="RefusedException">There is no such unit, or steps are out of their range.</exception>
    public TokenScores Explain(IReadOnlyList<Tensor> inputs, Tensor? baseline, int unit, int steps = UsualSteps, CancellationToken cancellationToken = default)
    {
        if (unit < 0 || unit >= Units)
            throw new RefusedException(new Refusal("execution.gradients.unit", ("last", Units - 1), ("received", unit)));
        if (steps is < 1 or > MostSteps)
            throw new RefusedException(new Refusal("execution.gradients.steps", ("most", MostSteps), ("received", steps)));
        using var scope = NewDisposeScope();
        var (border, from) = Ends(inputs, baseline);
        var way = border[vectors] - from;
        var ends = Outputs(border, cat([from, border[vectors]]), unit);
        var (start, end) = (ends[0], ends[1]);
        while (true)
        {
            var scores = Integrate(border, from, way, unit, steps, cancellationToken);
            if (Math.Abs(scores.Sum() - (end - start)) <= Tolerance * Math.Abs(end - start) || steps * 2 > MostSteps)
                return new TokenScores(scores, end, start);
            steps *= 2;
        }
    }

    private (Tensor[] Border, Tensor From) Ends(IReadOnlyList<Tensor> inputs, Tensor? baseline)
    {
        using var quiet = no_grad();
        Tensor[] border = [.. cut.Before.Forward([.. inputs.Select(network.ToDevice)], CallContext.Inference)];
        if (baseline is null)
            return (border, zeros_like(border[vectors]));
        Tensor[] empty = [.. inputs.Select((input, i) => network.ToDevice(i == TokenInput ? baseline : input))];
        return (border, cut.Before.Forward(empty, CallContext.Inference)[vectors]);
    }

    private double[] Outputs(Tensor[] border, Tensor points, int unit)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Doubles(Output(border, points, unit));
    }

    // (points): the unit's output at each of the points, whatever else crosses the cut the same.
    private Tensor Output(Tensor[] border, Tensor points, int unit)
    {
        var count = points.shape[0];
        Tensor[] values = [.. border.Select((value, i) => i == vectors ? points : Repeat(value, cut.Border[i], count))];
        return cut.After.Forward(values, CallContext.Inference, logits: true)[0].select(1, unit);
    }

    private static Tensor Repeat(Tensor value, KerasTensor symbol, long count) =>
        symbol.Shape.Rank > 0 && symbol.Shape[0] is null && value.shape[0] == 1 ? value.expand([count, .. value.shape[1..]]).contiguous() : value;

    private double[] Integrate(Tensor[] border, Tensor from, Tensor way, int unit, int steps, CancellationToken cancellationToken)
    {
        var (nodes, weights) = GaussLegendre(steps);
        var scores = new double[way.shape[1]];
        foreach (var part in Enumerable.Range(0, steps).Chunk((int)Math.Max(1, TokensAtOnce / way.shape[1])))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var gradients = enable_grad();
            var at = tensor(part.Select(i => (float)nodes[i]).ToArray(), [part.Length, 1, 1], device: way.device);
            var points = (from + (way * at)).detach().requires_grad_();
            var slope = autograd.grad([Output(border, points, unit).sum()], [points])[0];
            var weight = tensor(part.Select(i => (float)weights[i]).ToArray(), [part.Length, 1, 1], device: way.device);
            var sums = Doubles((slope * weight * way).sum([0, 2]));
            for (var i = 0; i < scores.Length; i++)
                scores[i] += sums[i];
        }
        return scores;
    }

    private static double[] Doubles(Tensor values) => values.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();

    /// <summary>Points and weights of the integral from 0 to 1, exact for polynomials of degree 2 n - 1.</summary>
    internal static (double[] Nodes, double[] Weights) GaussLegendre(int n)
    {
        var (nodes, weights) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            // Newton's method from Tricomi's approximation of the root.
            var x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            var slope = 0.0;
            for (var round = 0; round < 100; round++)
            {
                var (before, value) = (1.0, x);
                for (var k = 2; k <= n; k++)
                    (before, value) = (value, ((((2 * k) - 1) * x * value) - ((k - 1) * before)) / k);
                slope = n * ((x * value) - before) / ((x * x) - 1);
                var move = value / slope;
                x -= move;
                if (Math.Abs(move) < 1e-15)
                    break;
            }
            nodes[i] = (1 - x) / 2;
            weights[i] = 1 / ((1 - (x * x)) * slope * slope);
        }
        return (nodes, weights);
    }
}
