using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

public class InitializerTests
{
    [Fact]
    public void Create_HasKerasDistributions()
    {
        using var scope = NewDisposeScope();
        foreach (var (name, expected) in GoldenData.Json("training", "initializers.json"))
        {
            long[] shape = [.. expected!["shape"]!.AsArray().Select(d => d!.GetValue<long>())];
            using var generator = new Generator(7);
            var values = GoldenData.Values(InitializerRegistry.Named(name).Create(shape, ScalarType.Float32, generator));
            var deviation = expected["std"]!.GetValue<double>();
            var mean = values.Average();
            var actual = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));

            // Five standard errors: of a mean of n draws, and of a deviation.
            Assert.InRange(mean, -5 * deviation / Math.Sqrt(values.Length), 5 * deviation / Math.Sqrt(values.Length));
            Assert.InRange(actual / deviation, 1 - 5 / Math.Sqrt(2.0 * values.Length) - 0.02, 1 + 5 / Math.Sqrt(2.0 * values.Length) + 0.02);

            // Bounded distributions end where Keras's end; a plain normal has no end.
            if (name != "random_normal")
            {
                Assert.InRange(values.Max() / expected["max"]!.GetValue<double>(), 0.97, 1.01);
                Assert.InRange(values.Min() / expected["min"]!.GetValue<double>(), 0.97, 1.01);
            }
        }
    }

    [Fact]
    public void Initialize_WithTheSameSeed_GivesTheSameWeights()
    {
        using var one = TutorialNetwork.Create();
        using var same = TutorialNetwork.Create();
        using var other = TutorialNetwork.Create();
        one.Initialize(1);
        same.Initialize(1);
        other.Initialize(2);
        Assert.All(one.Weights.Zip(same.Weights), pair => Assert.Equal(GoldenData.Values(pair.First.Value), GoldenData.Values(pair.Second.Value)));
        Assert.NotEqual(GoldenData.Values(one.Weights[0].Value), GoldenData.Values(other.Weights[0].Value));
        Assert.NotEqual(GoldenData.Values(one.Weights[2].Value)[..100], GoldenData.Values(one.Weights[4].Value)[..100]);
    }

    [Fact]
    public void Initialize_KeepsWhatWasLoaded()
    {
        using var network = TutorialNetwork.Create();
        network.Weights[1].Assign(Enumerable.Repeat(3f, 32).ToArray());
        network.Initialize(1);
        Assert.All(GoldenData.Values(network.Weights[1].Value), value => Assert.Equal(3f, value));
        network.Initialize(1, overwrite: true);
        Assert.All(GoldenData.Values(network.Weights[1].Value), value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Value_OfAConvolutionKernel_LiesInMemoryAsLibtorchReadsIt()
    {
        var kernel = new Variable("kernel", [3, 3, 4, 8], new Ones(), storageOrder: [3, 0, 1, 2]);
        var expected = Enumerable.Range(0, 3 * 3 * 4 * 8).Select(n => (float)n).ToArray();
        kernel.Assign(expected);
        Assert.Equal(expected, GoldenData.Values(kernel.Value));
        using var asTorchSeesIt = kernel.Value.permute(3, 2, 0, 1);
        Assert.Equal([36L, 1, 12, 4], asTorchSeesIt.stride());
        kernel.Dispose();
    }
}
