using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What is not a number is no answer, whatever a file of weights says.</summary>
public static class FiniteOutput
{
    /// <returns>The output.</returns>
    /// <exception cref="RefusedException">It holds NaN or infinity.</exception>
    public static Tensor Require(Network network, Tensor output)
    {
        using var scope = NewDisposeScope();
        return output.isfinite().all().item<bool>() ? output
            : throw new RefusedException($"Expected finite numbers from network '{network.Name}'. Received: {output.isfinite().logical_not().sum().item<long>():N0} of {output.numel():N0} that are not. Its weights are damaged, its training diverged, or an input is not finite.");
    }
}
