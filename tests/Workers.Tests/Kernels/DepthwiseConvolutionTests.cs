using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using Xunit;
using static MlOpsDashboard.Workers.Tests.Kernels.Float64Check;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class DepthwiseConvolutionTests
{
    [Theory]
    [InlineData(4, 7, 7, 576, 5, 1, "same", true)]
    [InlineData(3, 14, 13, 24, 5, 2, "same", true)]
    [InlineData(1, 40, 9, 8, 5, 1, "valid", true)]
    [InlineData(2, 3, 2, 40, 5, 1, "same", false)]
    [InlineData(5, 33, 33, 17, 7, 2, "same", true)]
    [InlineData(2, 200, 180, 3, 7, 1, "same", false)]
    public void Gradients_AreThoseOfLibTorchInFloat64(int batch, int height, int width, int channels, int kernel, int strides, string padding, bool ofTheInput)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var layer = new DepthwiseConv2D(kernel, strides, padding, activation: "relu");
        var x = randn([batch, height, width, channels], requires_grad: ofTheInput);
        layer.Apply(InputLayer.Create(TensorShape.Of(null, height, width, channels), "float32").Output);
        Fill(layer);
        var (around, below) = Margins(height, width, kernel, strides, padding);
        OutputAndGradients(
            layer,
            layer.Kernel!,
            layer.Bias!,
            x,
            (x64, kernel64, bias64) =>
            {
                var padded = nn.functional.pad(x64.permute(0, 3, 1, 2), [around.Left, below.Right, around.Top, below.Bottom]);
                return nn.functional.conv2d(padded, kernel64.permute(2, 3, 0, 1), bias64, [strides, strides], groups: channels).relu().permute(0, 2, 3, 1);
            }
        );
    }

    [Fact]
    public void Gradient_IsTheSameForAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var (x, g) = (randn(3, 14, 14, 40), randn(3, 14, 14, 40));
        var threads = get_num_threads();
        var many = DepthwiseWeightGradient.Of(x, g, (5, 5), (1, 1), (2, 2));
        set_num_threads(1);
        var one = DepthwiseWeightGradient.Of(x, g, (5, 5), (1, 1), (2, 2));
        set_num_threads(threads);
        Assert.True(many.eq(one).all().item<bool>());
    }

    private static ((long Top, long Left) Around, (long Bottom, long Right) Below) Margins(int height, int width, int kernel, int strides, string padding)
    {
        (long, long) Of(int length)
        {
            var total = padding == "valid" ? 0 : Math.Max(((((length + strides - 1) / strides) - 1) * strides) + kernel - length, 0);
            return (total / 2, total - (total / 2));
        }
        var ((top, bottom), (left, right)) = (Of(height), Of(width));
        return ((top, left), (bottom, right));
    }
}
