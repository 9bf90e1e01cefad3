using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What is not a number is no answer, whatever a file of weights says.</summary>
public static class FiniteOutput
{
    /// <param name="samples">How many went in: as many must come out.</param>
    /// <returns>The output.</returns>
    /// <exception cref="RefusedException">It holds NaN or infinity, or answers another number of samples.</exception>
    public static Tensor Require(Network network, Tensor output, long samples)
    {
        if (output.dim() == 0 || output.shape[0] != samples)
        {
            throw new RefusedException(
                new Refusal("execution.output.samples", ("network", network.Name), ("shape", string.Join(", ", output.shape)), ("samples", samples))
            );
        }
        using var scope = NewDisposeScope();
        return output.isfinite().all().item<bool>() ? output : throw NotFinite(network, output.isfinite().logical_not().sum().item<long>(), output.numel());
    }

    /// <param name="rows">What it says of some samples.</param>
    /// <exception cref="RefusedException">They hold NaN or infinity.</exception>
    public static void Require(Network network, IReadOnlyList<double[]> rows)
    {
        if (rows.Any(row => !row.All(double.IsFinite)))
        {
            throw NotFinite(network, rows.Sum(row => row.Count(number => !double.IsFinite(number))), rows.Sum(row => row.Length));
        }
    }

    private static RefusedException NotFinite(Network network, long bad, long all) =>
        new(new Refusal("execution.output.notFinite", ("network", network.Name), ("bad", bad), ("all", all)));
}
