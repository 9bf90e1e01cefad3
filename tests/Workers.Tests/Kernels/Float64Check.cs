using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

/// <summary>Our kernels beside libtorch in float64.</summary>
internal static class Float64Check
{
    /// <summary>The same numbers in float64, with a gradient of their own.</summary>
    public static Tensor Leaf(Tensor tensor) => tensor.detach().to_type(ScalarType.Float64).requires_grad_();

    /// <param name="allowed">Of the largest number expected.</param>
    public static void Near(Tensor expected, Tensor actual, double allowed = 2e-6)
    {
        var difference = ((actual.detach() - expected.detach()).abs().max() / expected.detach().abs().max()).item<double>();
        Assert.True(difference < allowed, $"{difference}");
    }
}
