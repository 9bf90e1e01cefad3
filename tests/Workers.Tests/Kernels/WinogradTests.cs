using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using Xunit;
using static MlOpsDashboard.Workers.Tests.Kernels.Float64Check;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class WinogradTests
{
    [Theory]
    [InlineData(6, 14, 14, 64, 64, "same", true)]
    [InlineData(16, 7, 7, 96, 32, "same", true)]
    [InlineData(3, 33, 20, 32, 128, "valid", true)]
    [InlineData(2, 41, 23, 32, 32, "same", false)]
    [InlineData(256, 3, 4, 64, 32, "valid", true)]
    [InlineData(1, 1, 600, 32, 64, "same", true)]
    public void OutputAndGradients_AreThoseOfLibTorchInFloat64(int batch, int height, int width, int channels, int filters, string padding, bool ofTheInput)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (layer, x) = (Layer(height, width, channels, filters, padding), randn([batch, height, width, channels], requires_grad: ofTheInput));
        long margin = padding == "same" ? 1 : 0;
        Assert.SkipUnless(Winograd.Serves(channels, filters), "This processor has no AVX-512.");
        Assert.True(WinogradConvolution.Serves(x.permute(0, 3, 1, 2), layer.Kernel!.Value.permute(3, 2, 0, 1), [1, 1], [1, 1], 1, [margin, margin]));
        OutputAndGradients(
            layer,
            layer.Kernel,
            layer.Bias!,
            x,
            (x64, kernel, bias) =>
                nn.functional.conv2d(x64.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), bias, [1, 1], [margin, margin]).relu().permute(0, 2, 3, 1)
        );
    }

    [Fact]
    public void Output_IsTheSameForAnyNumberOfThreadsAndAnyBatch()
    {
        using var scope = NewDisposeScope();
        var (x, g, w) = (randn(5, 15, 14, 64), randn(5, 15, 14, 32), randn(32, 3, 3, 64));
        Assert.SkipUnless(Winograd.Serves(64, 32), "This processor has no AVX-512.");
        var threads = get_num_threads();
        var kernel = WinogradConvolution.Kernel(w);
        var (many, slope) = (Winograd.Convolve(x, kernel, null, 1, relu: true), Winograd.KernelGradient(x, g, 1));
        set_num_threads(1);
        var (one, sameSlope, alone) = (
            Winograd.Convolve(x, kernel, null, 1, relu: true),
            Winograd.KernelGradient(x, g, 1),
            Winograd.Convolve(x[3..4], kernel, null, 1, relu: true)
        );
        set_num_threads(threads);
        Assert.True(many.eq(one).all().item<bool>());
        Assert.True(many[3..4].eq(alone).all().item<bool>());
        Assert.True(slope.eq(sameSlope).all().item<bool>());
    }

    [Fact]
    public void NotANumber_Shows()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 4, 4, 32);
        x[0, 1, 1, 5] = float.NaN;
        Assert.SkipUnless(Winograd.Serves(32, 32), "This processor has no AVX-512.");
        Assert.True(Winograd.Convolve(x, WinogradConvolution.Kernel(ones(32, 3, 3, 32)), null, 1, relu: true)[0, 0, 0, 0].isnan().item<bool>());
    }

    private static Conv2D Layer(int height, int width, int channels, int filters, string padding)
    {
        var layer = new Conv2D(filters, 3, padding: padding, activation: "relu");
        layer.Apply(InputLayer.Create(TensorShape.Of(null, height, width, channels), "float32").Output);
        Fill(layer);
        return layer;
    }
}
