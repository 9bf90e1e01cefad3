using MlOpsDashboard.Workers.Engine.Graph;
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

    /// <summary>Normal random numbers in all weights of a layer, which learn.</summary>
    public static void Fill(Layer layer)
    {
        foreach (var weight in layer.Weights)
        {
            weight.Value.requires_grad = false;
            weight.Assign(randn(weight.Value.shape));
            weight.Value.requires_grad = true;
        }
    }

    /// <summary>Runs a layer with kernel and bias, and compares its output and all gradients with those of the same function in float64.</summary>
    /// <param name="x">Its gradient is compared where it has one.</param>
    /// <param name="function">Of input, kernel and bias.</param>
    public static void OutputAndGradients(Layer layer, Variable kernel, Variable bias, Tensor x, Func<Tensor, Tensor, Tensor, Tensor> function)
    {
        var output = layer.Call([x], new CallContext { Training = true });
        var towards = randn(output.shape);
        (output * towards).sum().backward();

        var (x64, kernel64, bias64) = (Leaf(x), Leaf(kernel.Value), Leaf(bias.Value));
        var exact = function(x64, kernel64, bias64);
        (exact * towards).sum().backward();

        Near(exact, output);
        Near(kernel64.grad!, kernel.Value.grad!);
        Near(bias64.grad!, bias.Value.grad!);
        if (x.requires_grad)
        {
            Near(x64.grad!, x.grad!);
        }
    }
}
