using System.Numerics;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Keras's losses of one row given as plain arrays (keras.src.losses), in float32 as Keras computes them by default or in double precision.</summary>
internal static class KerasLosses
{
    private const double Epsilon = 1e-7;

    /// <summary>Sparse categorical crossentropy; a clipped row is normalised again by its log-softmax.</summary>
    public static double SparseCategorical<T>(double[] probabilities, int actual)
        where T : struct, IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var p in probabilities)
            sum += Clip<T>(T.CreateChecked(p));
        return double.CreateChecked(T.Log(sum) - T.Log(Clip<T>(T.CreateChecked(probabilities[actual]))));
    }

    /// <summary>Categorical crossentropy of a one-hot target with label smoothing.</summary>
    public static double SmoothedCategorical<T>(double[] probabilities, int actual, double smoothing)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (sum, loss) = (T.Zero, T.Zero);
        foreach (var p in probabilities)
            sum += T.CreateChecked(p);
        for (var c = 0; c < probabilities.Length; c++)
        {
            var target = T.CreateChecked(((c == actual ? 1 : 0) * (1 - smoothing)) + (smoothing / probabilities.Length));
            loss -= target * T.Log(Clip<T>(T.CreateChecked(probabilities[c]) / sum));
        }
        return double.CreateChecked(loss);
    }

    /// <summary>Binary crossentropy, mean over the row's outputs.</summary>
    public static double Binary<T>(IReadOnlyList<bool> target, double[] probabilities)
        where T : struct, IFloatingPointIeee754<T>
    {
        var loss = T.Zero;
        for (var c = 0; c < probabilities.Length; c++)
        {
            var p = Clip<T>(T.CreateChecked(probabilities[c]));
            loss -= T.Log(target[c] ? p : T.One - p);
        }
        return double.CreateChecked(loss / T.CreateChecked(probabilities.Length));
    }

    /// <param name="error">Predicted minus true.</param>
    public static double Huber(double error, double delta) =>
        Math.Abs(error) <= delta ? 0.5 * error * error : (delta * Math.Abs(error)) - (0.5 * delta * delta);

    /// <param name="error">Predicted minus true.</param>
    public static double LogCosh(double error) => Math.Abs(error) + Math.Log(1 + Math.Exp(-2 * Math.Abs(error))) - Math.Log(2);

    private static T Clip<T>(T value)
        where T : struct, IFloatingPointIeee754<T> => T.Clamp(value, T.CreateChecked(Epsilon), T.One - T.CreateChecked(Epsilon));
}
