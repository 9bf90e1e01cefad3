using MlOpsDashboard.Workers.Engine.Kernels;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class AdamUpdateTests
{
    [Theory]
    [InlineData(new long[] { 7 }, new long[] { 0 })]
    [InlineData(new long[] { 5, 5, 33, 41 }, new long[] { 3, 2, 0, 1 })]
    [InlineData(new long[] { 300, 331 }, new long[] { 0, 1 })]
    public void Step_IsAdamsInFloat64(long[] shape, long[] storage)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        manual_seed(1);
        Tensor Laid(Tensor x) => x.permute(storage).contiguous().permute([.. storage.Select((_, axis) => (long)Array.IndexOf(storage, axis))]);
        var (w, g, m, v) = (Laid(randn(shape)), Laid(randn(shape)), Laid(randn(shape) * 0.1), Laid(rand(shape)));
        var (w64, g64, m64, v64) = (w.to_type(ScalarType.Float64), g.to_type(ScalarType.Float64), m.to_type(ScalarType.Float64), v.to_type(ScalarType.Float64));
        var (momentum, velocity) = ((m64 * 0.9) + (g64 * 0.1), (v64 * 0.999) + (g64 * g64 * 0.001));

        var update = new AdamUpdate();
        Assert.True(update.TryAdd(w, g, m, v, 0.01f));
        update.Run(0.9, 0.999, 1e-7);

        Assert.True((m - momentum).abs().max().item<double>() < 1e-6);
        Assert.True((v - velocity).abs().max().item<double>() < 1e-6);
        Assert.True((w - (w64 - (momentum * 0.01 / (velocity.sqrt() + 1e-7)))).abs().max().item<double>() < 1e-6);
    }

    [Fact]
    public void TensorsThatLieDifferently_AreLeftToOthers()
    {
        using var scope = NewDisposeScope();
        var (plain, turned, half, gaps) = (zeros(3, 4), zeros(4, 3).t(), zeros([3, 4], ScalarType.Float64), zeros(3, 8)[.., ..4]);
        var update = new AdamUpdate();
        Assert.False(update.TryAdd(plain, turned, plain, plain, 1));
        Assert.False(update.TryAdd(plain, plain, plain, turned, 1));
        Assert.False(update.TryAdd(half, half, half, half, 1));
        Assert.False(update.TryAdd(gaps, gaps, gaps, gaps, 1));
        update.Run(0.9, 0.999, 1e-7);
        Assert.Equal(0, plain.abs().sum().item<float>());
    }
}
