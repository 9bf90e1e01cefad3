using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// An augmentation that mixes the pictures of a batch, and with them their labels: it leaves its draw in the call's context, and the
/// training step weighs the losses of both labels, which is Keras's loss of the mixed one-hot labels (it is linear in them).
/// </summary>
public abstract class MixingLayer(int? seed, string? name, DTypePolicy? dtype) : RandomPictureLayer(seed, name, dtype)
{
    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (!context.Training || RunsInInferenceMode)
        {
            return inputs[0];
        }
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var drawn = Draw(inputs[0], context.RequireGenerator(Name));
        context.LabelMixes.Add(
            new LabelMix(drawn["permutation_order"].clone().DetachFromDisposeScope(), drawn["mix_weight"].flatten().clone().DetachFromDisposeScope())
        );
        return Transform(inputs[0], drawn).MoveToOuterDisposeScope();
    }

    public override (Tensor Pictures, Tensor Points) CallWith(Tensor pictures, Tensor points, CallContext context) =>
        throw new RefusedException(new Refusal("augmentation.mixesPoints", ("layer", ClassName)));

    protected static Tensor Order(long pictures, Generator generator) => rand(pictures, generator: generator).argsort();

    /// <summary>Draws from Beta(a, a).</summary>
    /// <param name="alpha">Above 0, at most 1.</param>
    protected static Tensor Beta(double alpha, long count, Generator generator)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)Beta(alpha, generator);
        }
        return tensor(values);
    }

    // Johnk (1964), in logarithms, since powers of 1/a with a small a leave the range of numbers.
    private static double Beta(double alpha, Generator generator)
    {
        while (true)
        {
            var two = rand([2], ScalarType.Float64, generator: generator).data<double>().ToArray();
            var (x, y) = (Math.Log(1 - two[0]) / alpha, Math.Log(1 - two[1]) / alpha);
            var larger = Math.Max(x, y);
            var sum = larger + Math.Log(Math.Exp(x - larger) + Math.Exp(y - larger));
            if (sum <= 0)
            {
                return Math.Exp(x - sum);
            }
        }
    }
}
