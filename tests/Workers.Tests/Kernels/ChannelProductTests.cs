using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using Xunit;
using static MlOpsDashboard.Workers.Tests.Kernels.Float64Check;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class ChannelProductTests
{
    [Theory]
    [InlineData(8, 7, 7, 576, false)]
    [InlineData(3, 14, 13, 24, true)]
    [InlineData(2, 90, 80, 16, false)]
    [InlineData(1, 2, 3, 5, true)]
    public void Gradients_AreThoseOfFloat64(int batch, int height, int width, int channels, bool factorFirst)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (x, s) = (randn([batch, height, width, channels], requires_grad: true), randn([batch, 1, 1, channels], requires_grad: true));
        var towards = randn(x.shape);
        var product = new Multiply().Call(factorFirst ? [s, x] : [x, s], new CallContext { Training = true });
        (product * towards).sum().backward();

        var (x64, s64) = (Leaf(x), Leaf(s));
        (x64 * s64 * towards).sum().backward();
        Assert.True(product.eq(x * s).all().item<bool>());
        Near(x64.grad!, x.grad!);
        Near(s64.grad!, s.grad!);
    }

    [Fact]
    public void Gradients_AreTheSameForAnyNumberOfThreads()
    {
        // Libtorch's sums depend on their number.
        Assert.SkipUnless(Avx512F.IsSupported, "This processor has no AVX-512.");
        using var scope = NewDisposeScope();
        var (x, s, towards) = (randn(5, 9, 9, 40), randn(5, 1, 1, 40), randn(5, 9, 9, 40));
        Tensor[] Pass()
        {
            var (a, b) = (x.clone().requires_grad_(), s.clone().requires_grad_());
            (new Multiply().Call([a, b], new CallContext { Training = true }) * towards).sum().backward();
            return [a.grad!, b.grad!];
        }
        var threads = get_num_threads();
        var many = Pass();
        set_num_threads(1);
        var one = Pass();
        set_num_threads(threads);
        Assert.All(many.Zip(one), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void GlobalAverage_IsMean_WithItsGradient()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (randn([3, 7, 9, 24], requires_grad: true), randn([3, 1, 1, 24]));
        var pooled = new GlobalAveragePooling2D(keepdims: true).Call([x], CallContext.Inference);
        (pooled * y).sum().backward();
        Assert.True(pooled.eq(x.mean([1, 2], keepdim: true)).all().item<bool>());
        Assert.True((x.grad! - (y / 63)).abs().max().item<float>() < 1e-7);
    }
}
