using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// What a function of our own gives back to libtorch's automatic differentiation. libtorch has its own reference once the function has returned; ours would
/// keep every gradient of a step in memory until the step's dispose scope ends,
/// so it goes when the next function gives.
/// </summary>
internal static class GradientList
{
    [ThreadStatic]
    private static List<Tensor>? last;

    /// <param name="gradients">One for each argument of the function; null for those without.</param>
    public static List<Tensor> Of(params Tensor?[] gradients)
    {
        last?.ForEach(gradient => gradient?.Dispose());
        return last = [.. gradients.Select(gradient => gradient!)];
    }
}
