using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using Xunit;
using static MlOpsDashboard.Workers.Tests.Kernels.Float64Check;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public class NormalizedActivationTests
{
    // Channels that are whole vectors, that become so after several pixels, and pixels that do not fill these; few numbers and many parts.
    public static TheoryData<int[], string, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<int[], string, bool, bool, bool>();
        foreach (var training in new[] { false, true })
        {
            cases.Add([8, 7, 7, 576], "hard_silu", training, true, true);
            cases.Add([3, 14, 13, 24], "hard_silu", training, true, true);
            cases.Add([3, 14, 13, 24], "silu", training, true, true);
            cases.Add([2, 9, 9, 40], "relu", training, true, false);
            cases.Add([5, 3], "relu6", training, false, true);
            cases.Add([1, 5, 5, 17], "max 2", training, true, true);
            cases.Add([4, 56, 55, 16], "linear", training, true, true);
            cases.Add([7, 11, 2], "tanh", training, false, false);
            cases.Add([2, 65, 63, 24], "relu", training, true, true);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ResultAndGradients_AreThoseOfFloat64(int[] sizes, string activation, bool training, bool scale, bool ofTheInput)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        long[] shape = [.. sizes.Select(size => (long)size)];
        var (network, layer) = Build(shape, activation, scale);
        var x = ((randn(shape) * 1.7) + (3 * randn(shape[^1]))).detach();
        x.requires_grad = ofTheInput;
        network.SyncRequiresGrad();
        var mean = layer.MovingMean!.Value.clone().to_type(ScalarType.Float64);
        var variance = layer.MovingVariance!.Value.clone().to_type(ScalarType.Float64);
        var output = network.Forward(x, new CallContext { Training = training, BatchNormMode = BatchNormMode.Train });
        var towards = randn(shape);
        (output * towards).sum().backward();

        var (x64, gamma64, beta64) = (Leaf(x), layer.Gamma is null ? null : Leaf(layer.Gamma.Value), Leaf(layer.Beta!.Value));
        long[] axes = [.. Enumerable.Range(0, shape.Length - 1).Select(axis => (long)axis)];
        var batchMean = x64.mean(axes);
        var batchVariance = (x64 - batchMean).square().mean(axes);
        var z = (x64 - (training ? batchMean : mean)) * ((training ? batchVariance : variance) + layer.Epsilon).rsqrt();
        z = (gamma64 is null ? z : z * gamma64) + beta64;
        var exact = activation switch
        {
            "hard_silu" => z * (z + 3).clamp(0, 6) / 6,
            "silu" => z * z.sigmoid(),
            "relu" => z.relu(),
            "relu6" => z.clamp(0, 6),
            "max 2" => z.clamp(0, 2),
            "tanh" => z.tanh(),
            _ => z,
        };
        (exact * towards).sum().backward();

        // In training mode, and on processors without AVX-512, it is libtorch's.
        var allowed = training || !NormalizedActivation.Serves(x) ? 1e-5 : 2e-6;
        Near(exact, output, allowed);
        Near(beta64.grad!, layer.Beta.Value.grad!, allowed);
        if (gamma64 is not null)
        {
            Near(gamma64.grad!, layer.Gamma!.Value.grad!, allowed);
        }
        if (ofTheInput)
        {
            Near(x64.grad!, x.grad!, allowed);
        }
        Near(training ? (mean * 0.99) + (batchMean * 0.01) : mean, layer.MovingMean.Value, allowed);
        Near(training ? (variance * 0.99) + (batchVariance * 0.01) : variance, layer.MovingVariance.Value, allowed);
        network.Dispose();
    }

    [Fact]
    public void ResultAndGradients_AreTheSameForAnyNumberOfThreads()
    {
        // Libtorch's sums depend on their number.
        Assert.SkipUnless(Avx512F.IsSupported, "This processor has no AVX-512.");
        using var scope = NewDisposeScope();
        manual_seed(2);
        long[] shape = [3, 41, 40, 24];
        var (network, layer) = Build(shape, "hard_silu", scale: true);
        network.SyncRequiresGrad();
        var (values, towards) = (randn(shape), randn(shape));
        Tensor[] Pass()
        {
            layer.Gamma!.Value.grad = null;
            layer.Beta!.Value.grad = null;
            var x = values.clone();
            x.requires_grad = true;
            var output = network.Forward(x, new CallContext { Training = true, BatchNormMode = BatchNormMode.Inference });
            (output * towards).sum().backward();
            return [output.detach(), x.grad!, layer.Gamma.Value.grad!, layer.Beta.Value.grad!];
        }
        var threads = get_num_threads();
        var many = Pass();
        set_num_threads(1);
        var one = Pass();
        set_num_threads(threads);
        Assert.All(many.Zip(one), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
        network.Dispose();
    }

    [Fact]
    public void Forward_OfWhatIsNoNumber_IsNoNumber()
    {
        using var scope = NewDisposeScope();
        foreach (var activation in new[] { "hard_silu", "silu", "relu", "relu6" })
        {
            var (network, _) = Build([1, 2, 16], activation, scale: true);
            var x = full([1, 2, 16], float.NaN);
            Assert.True(network.Predict(x).isnan().all().item<bool>());
            network.Dispose();
        }
    }

    [Fact]
    public void Forward_WhereTheNormalisationIsReadTwice_KeepsIt()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var input = InputLayer.Create(TensorShape.Of(null, 6, 16), "float32").Output;
        var layer = new BatchNormalization();
        var normalized = layer.Apply(input);
        var sum = new Add().Apply(new ReLU().Apply(normalized), normalized);
        using var network = new Network(input, sum);
        Fill(layer);
        var x = randn(2, 6, 16);
        var z = layer.Call([x], CallContext.Inference);
        Assert.True((network.Predict(x) - (z.relu() + z)).abs().max().item<float>() < 1e-6);
    }

    private static (Network Network, BatchNormalization Layer) Build(long[] shape, string activation, bool scale)
    {
        var input = InputLayer.Create(new TensorShape([null, .. shape[1..].Select(size => (long?)size)]), "float32").Output;
        var layer = new BatchNormalization(scale: scale);
        var normalized = layer.Apply(input);
        var output = activation switch
        {
            "linear" => normalized,
            "max 2" => new ReLU(2).Apply(normalized),
            "relu" => new ReLU().Apply(normalized),
            _ => new Activation(activation).Apply(normalized),
        };
        var network = new Network(input, output);
        Fill(layer);
        return (network, layer);
    }

    private static void Fill(BatchNormalization layer)
    {
        foreach (var weight in layer.Weights)
        {
            weight.Assign(weight == layer.MovingVariance ? rand(weight.Shape) + 0.5 : randn(weight.Shape));
        }
    }
}
