using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>What the element-wise merging layers share: two or more inputs of shapes that broadcast (https://keras.io/api/layers/merging_layers/).</summary>
public abstract class Merge : Layer
{
    private protected Merge(string? name, DTypePolicy? dtype)
        : base(name, dtype) { }

    public override bool WritesBuildConfig => true;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes.Count < 2 ? throw Refuse(new("layer.expected.severalInputs"), inputShapes.Count) : inputShapes.Aggregate((a, b) => Broadcast(a, b, Name));

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var rank = inputs.Max(input => input.shape.Length);
        return Combine([.. inputs.Select(input => Expand(input, rank))]);
    }

    internal override KerasTensor? MergeMasks(IReadOnlyList<KerasTensor?> masks, Action<Node> add)
    {
        KerasTensor[] found = [.. masks.OfType<KerasTensor>().Distinct()];
        return found.Length == 0
            ? null
            : found.Aggregate((all, mask) => MaskOperation.Call("Multiply", [all, mask], CallArguments.List(2).Positional[0]!.AsArray(), add));
    }

    protected abstract Tensor Combine(IReadOnlyList<Tensor> inputs);

    /// <summary>As Keras: dimensions of 1 stretch; a missing axis is put behind the batch.</summary>
    internal static TensorShape Broadcast(TensorShape a, TensorShape b, string owner)
    {
        if (a.Rank < b.Rank)
        {
            (a, b) = (b, a);
        }

        var padded = new long?[a.Rank];
        for (var i = 0; i < a.Rank; i++)
        {
            var j = i == 0 ? 0 : i - (a.Rank - b.Rank);
            padded[i] = b.Rank == 0 || (i > 0 && j < 1) ? 1 : b[j];
        }

        return new TensorShape(
            a.Select(
                (d, i) =>
                    (d, padded[i]) switch
                    {
                        (1, var other) => other,
                        (var other, 1) => other,
                        (null, var other) => i == 0 ? null : other,
                        (var other, null) => i == 0 ? null : other,
                        var (left, right) when left == right => left,
                        _ => throw new RefusedException(
                            new Refusal("layer.merge.broadcast", ("layer", owner), ("left", a.ToString()), ("right", b.ToString()))
                        ),
                    }
            )
        );
    }

    private static Tensor Expand(Tensor input, int rank)
    {
        while (input.shape.Length < rank)
        {
            input = input.unsqueeze(1);
        }

        return input;
    }
}
