using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Kernels;
using Xunit;
using static MlOpsDashboard.Workers.Tests.Kernels.Float64Check;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class SiluSweepTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(16 * 1024)]
    [InlineData(100_003)]
    public void Apply_IsThatOfFloat64(int count)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = randn(count) * 12;
        var exact = x.to_type(ScalarType.Float64);
        exact *= exact.sigmoid();
        var result = SiluSweep.Apply(x);
        if (Avx512F.IsSupported)
        {
            Assert.Same(x, result);
        }
        Near(exact, result, 3e-7);
        // Also where it is small, to the last places of each number.
        Assert.InRange(((result - exact) / exact).abs().max().item<double>(), 0, 1e-6);
    }

    [Fact]
    public void Apply_OfWhatIsLargeOrNoNumber_IsAsLibTorchs()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0f, 50, 1e4f, 1e30f, float.PositiveInfinity, float.NaN, -50, -88, -1e4f, -1e30f, 1e-30f });
        var expected = TorchSharp.torch.nn.functional.silu(x);
        var result = SiluSweep.Apply(x.clone());
        Assert.True(result.isnan().eq(expected.isnan()).all().item<bool>());
        Assert.True(result.allclose(expected, rtol: 1e-6, atol: 1e-30, equal_nan: true), $"{string.Join(' ', result.data<float>())}");
    }

    [Fact]
    public void Apply_OfAnotherTypeOrOrder_IsLibTorchs()
    {
        using var scope = NewDisposeScope();
        var x = rand(4, 6);
        var turned = x.t().to_type(ScalarType.Float64);
        Near(turned * turned.sigmoid(), SiluSweep.Apply(x.clone().t()), 1e-6);
        var half = x.to_type(ScalarType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, SiluSweep.Apply(half).dtype);
    }
}
