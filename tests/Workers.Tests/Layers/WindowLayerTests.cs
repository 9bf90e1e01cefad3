using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>Convolutions and pooling over one and three axes against sums written out over every index.</summary>
public class WindowLayerTests
{
    private static readonly long[] Sequence = [2, 9, 4];
    private static readonly long[] Volume = [2, 5, 6, 4, 2];

    [Theory]
    [InlineData("Conv1D", """{"filters":6,"kernel_size":3,"activation":"relu"}""")]
    [InlineData("Conv1D", """{"filters":6,"kernel_size":[4],"strides":2,"padding":"same","groups":2}""")]
    [InlineData("Conv1D", """{"filters":3,"kernel_size":3,"dilation_rate":2,"padding":"causal"}""")]
    [InlineData("Conv1D", """{"filters":3,"kernel_size":3,"strides":2,"padding":"causal","use_bias":false}""")]
    [InlineData("Conv3D", """{"filters":3,"kernel_size":2}""")]
    [InlineData("Conv3D", """{"filters":4,"kernel_size":[3,2,3],"strides":[2,1,2],"padding":"same","groups":2,"activation":"tanh"}""")]
    public void Convolution_IsTheSumOverItsWindow(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (network, inputs, outputs) = LayerCheck.Run(className, config, className == "Conv1D" ? Sequence : Volume);
        using (network)
        {
            var settings = JsonNode.Parse(config)!.AsObject();
            var window = new Window(settings, inputs[0].shape[1..^1]);
            var (kernel, bias) = (network.Weights[0], network.Weights.Count > 1 ? GoldenData.Values(network.Weights[1].Value) : null);
            var weights = GoldenData.Values(kernel.Value);
            var x = GoldenData.Values(inputs[0]);
            long channels = inputs[0].shape[^1],
                filters = kernel.Shape[^1],
                inner = kernel.Shape[^2],
                groups = channels / inner;
            var expected = new List<float>();
            for (long n = 0; n < inputs[0].shape[0]; n++)
            {
                foreach (var place in window.Places())
                {
                    for (long f = 0; f < filters; f++)
                    {
                        double sum = bias?[f] ?? 0;
                        foreach (var (offset, at) in window.Inside(place))
                        {
                            for (long c = 0; c < inner; c++)
                            {
                                sum +=
                                    weights[(offset * inner + c) * filters + f]
                                    * (double)x[(n * window.Size + at) * channels + f / (filters / groups) * inner + c];
                            }
                        }

                        expected.Add(
                            (float)(
                                settings["activation"]?.GetValue<string>() switch
                                {
                                    "relu" => Math.Max(sum, 0),
                                    "tanh" => Math.Tanh(sum),
                                    _ => sum,
                                }
                            )
                        );
                    }
                }
            }

            GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, className);
        }
    }

    [Theory]
    [InlineData("""{"kernel_size":3,"depth_multiplier":2}""")]
    [InlineData("""{"kernel_size":4,"strides":2,"padding":"same","use_bias":false}""")]
    public void DepthwiseConv1D_IsTheSumOverItsWindowChannelByChannel(string config)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("DepthwiseConv1D", config, Sequence);
        using (network)
        {
            GoldenData.AssertClose(
                Depthwise(
                    JsonNode.Parse(config)!.AsObject(),
                    GoldenData.Values(inputs[0]),
                    network.Weights[0].Shape,
                    GoldenData.Values(network.Weights[0].Value),
                    network.Weights.Count > 1 ? GoldenData.Values(network.Weights[1].Value) : null
                ),
                GoldenData.Values(outputs[0]),
                1e-5,
                "depthwise"
            );
        }
    }

    [Fact]
    public void SeparableConv1D_IsDepthwiseThenAMixOfChannels()
    {
        using var scope = NewDisposeScope();
        const string Config = """{"filters":5,"kernel_size":3,"depth_multiplier":2,"padding":"same","strides":2}""";
        var (network, inputs, outputs) = LayerCheck.Run("SeparableConv1D", Config, Sequence);
        using (network)
        {
            Assert.Equal(["depthwise_kernel", "pointwise_kernel", "bias"], network.Weights.Select(w => w.Name));
            Assert.Equal([1, 8, 5], network.Weights[1].Shape);
            var spread = Depthwise(
                JsonNode.Parse(Config)!.AsObject(),
                GoldenData.Values(inputs[0]),
                network.Weights[0].Shape,
                GoldenData.Values(network.Weights[0].Value),
                null
            );
            var (mix, bias) = (GoldenData.Values(network.Weights[1].Value), GoldenData.Values(network.Weights[2].Value));
            float[] expected =
            [
                .. Enumerable
                    .Range(0, spread.Length / 8 * 5)
                    .Select(i => bias[i % 5] + (float)Enumerable.Range(0, 8).Sum(c => (double)spread[i / 5 * 8 + c] * mix[c * 5 + i % 5])),
            ];
            GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, "separable");
        }
    }

    [Theory]
    [InlineData("""{"filters":3,"kernel_size":3,"strides":2,"padding":"same"}""", 18, 0)]
    [InlineData("""{"filters":3,"kernel_size":4,"strides":1,"padding":"same"}""", 9, 1)]
    [InlineData("""{"filters":3,"kernel_size":3,"strides":2,"padding":"valid"}""", 19, 0)]
    [InlineData("""{"filters":3,"kernel_size":2,"strides":3,"padding":"valid"}""", 27, 0)]
    public void Conv1DTranspose_SpreadsEveryStepByItsKernel(string config, int length, int cut)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("Conv1DTranspose", config, Sequence);
        using (network)
        {
            var (kernel, bias) = (GoldenData.Values(network.Weights[0].Value), GoldenData.Values(network.Weights[1].Value));
            var (size, stride) = (network.Weights[0].Shape[0], JsonNode.Parse(config)!["strides"]!.GetValue<int>());
            var x = GoldenData.Values(inputs[0]);
            var expected = new float[2 * length * 3];
            for (var i = 0; i < expected.Length; i++)
            {
                double sum = bias[i % 3];
                var (n, t, f) = (i / (length * 3), i / 3 % length, i % 3);
                for (var from = 0; from < 9; from++)
                {
                    var k = t + cut - from * stride;
                    if (k >= 0 && k < size)
                    {
                        sum += Enumerable.Range(0, 4).Sum(c => (double)x[(n * 9 + from) * 4 + c] * kernel[(k * 3 + f) * 4 + c]);
                    }
                }

                expected[i] = (float)sum;
            }

            GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, "transposed");
        }
    }

    [Theory]
    [InlineData("MaxPooling1D", """{"pool_size":2}""")]
    [InlineData("MaxPooling1D", """{"pool_size":4,"strides":2,"padding":"same"}""")]
    [InlineData("AveragePooling1D", """{"pool_size":4,"strides":2,"padding":"same"}""")]
    [InlineData("AveragePooling1D", """{"pool_size":3,"strides":1,"padding":"valid"}""")]
    [InlineData("MaxPooling3D", """{"pool_size":[2,3,2],"strides":2,"padding":"same"}""")]
    [InlineData("AveragePooling3D", """{"pool_size":2,"strides":[1,2,3],"padding":"same"}""")]
    [InlineData("AveragePooling3D", """{"pool_size":[2,2,2]}""")]
    public void Pooling_LooksAtWhatLiesInsideTheWindow(string className, string config)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run(className, config, className.EndsWith("1D", StringComparison.Ordinal) ? Sequence : Volume);
        using (network)
        {
            var window = new Window(JsonNode.Parse(config)!.AsObject(), inputs[0].shape[1..^1]);
            var (x, channels) = (GoldenData.Values(inputs[0]), inputs[0].shape[^1]);
            var expected = new List<float>();
            for (long n = 0; n < inputs[0].shape[0]; n++)
            {
                foreach (var place in window.Places())
                {
                    for (long c = 0; c < channels; c++)
                    {
                        float[] seen = [.. window.Inside(place).Select(inside => x[(n * window.Size + inside.At) * channels + c])];
                        expected.Add(className.StartsWith("Max", StringComparison.Ordinal) ? seen.Max() : seen.Average());
                    }
                }
            }

            GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, className);
        }
    }

    [Theory]
    [InlineData("GlobalMaxPooling1D", false)]
    [InlineData("GlobalMaxPooling3D", true)]
    [InlineData("GlobalAveragePooling3D", false)]
    public void GlobalPooling_LooksAtAllPlaces(string className, bool keepDims)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run(
            className,
            $$"""{"keepdims":{{(keepDims ? "true" : "false")}}}""",
            className.EndsWith("1D", StringComparison.Ordinal) ? Sequence : Volume
        );
        using (network)
        {
            var (x, channels) = (GoldenData.Values(inputs[0]), inputs[0].shape[^1]);
            var size = x.Length / 2 / channels;
            float[] expected =
            [
                .. Enumerable
                    .Range(0, (int)(2 * channels))
                    .Select(i =>
                    {
                        var seen = Enumerable.Range(0, (int)size).Select(at => x[(i / channels * size + at) * channels + i % channels]);
                        return className.Contains("Max") ? seen.Max() : seen.Average();
                    }),
            ];
            GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, className);
        }
    }

    private static float[] Depthwise(JsonObject config, float[] x, long[] shape, float[] kernel, float[]? bias)
    {
        var window = new Window(config, Sequence[1..^1]);
        var (channels, multiplier) = (shape[1], shape[2]);
        var expected = new List<float>();
        for (long n = 0; n < Sequence[0]; n++)
        {
            foreach (var place in window.Places())
            {
                for (long o = 0; o < channels * multiplier; o++)
                {
                    expected.Add(
                        (float)(
                            (bias?[o] ?? 0)
                            + window
                                .Inside(place)
                                .Sum(inside =>
                                    (double)kernel[inside.Offset * channels * multiplier + o] * x[(n * window.Size + inside.At) * channels + o / multiplier]
                                )
                        )
                    );
                }
            }
        }

        return [.. expected];
    }

    /// <summary>TensorFlow's windows: where each begins, and which of its places lie inside the input.</summary>
    private sealed class Window
    {
        private readonly long[] lengths;
        private readonly long[] kernel;
        private readonly long[] strides;
        private readonly long[] dilation;
        private readonly long[] before;
        private readonly long[] outputs;

        public Window(JsonObject config, long[] lengths)
        {
            this.lengths = lengths;
            kernel = Numbers(config["kernel_size"] ?? config["pool_size"], 2);
            strides = config["strides"] is null && config["pool_size"] is not null ? kernel : Numbers(config["strides"], 1);
            dilation = Numbers(config["dilation_rate"], 1);
            var padding = config["padding"]?.GetValue<string>() ?? "valid";
            long[] span = [.. kernel.Select((k, axis) => (k - 1) * dilation[axis] + 1)];
            outputs =
            [
                .. lengths.Select(
                    (length, axis) => padding == "valid" ? (length - span[axis]) / strides[axis] + 1 : (length + strides[axis] - 1) / strides[axis]
                ),
            ];
            before =
            [
                .. lengths.Select(
                    (length, axis) =>
                        padding == "valid" ? 0
                        : padding == "causal" ? span[axis] - 1
                        : Math.Max((outputs[axis] - 1) * strides[axis] + span[axis] - length, 0) / 2
                ),
            ];
        }

        public long Size => lengths.Aggregate(1L, (product, d) => product * d);

        public IEnumerable<long[]> Places() => All(outputs);

        public IEnumerable<(long Offset, long At)> Inside(long[] place)
        {
            long offset = 0;
            foreach (var step in All(kernel))
            {
                long[] at = [.. place.Select((p, axis) => p * strides[axis] - before[axis] + step[axis] * dilation[axis])];
                if (at.Select((value, axis) => value >= 0 && value < lengths[axis]).All(inside => inside))
                {
                    yield return (offset, at.Select((value, axis) => (value, axis)).Aggregate(0L, (flat, item) => flat * lengths[item.axis] + item.value));
                }

                offset++;
            }
        }

        private static IEnumerable<long[]> All(long[] sizes) =>
            sizes.Length == 0
                ?
                [
                    [],
                ]
                : All(sizes[..^1]).SelectMany(head => Enumerable.Range(0, (int)sizes[^1]).Select(last => (long[])[.. head, last]));

        private long[] Numbers(JsonNode? node, long fallback) =>
            node switch
            {
                JsonArray list => [.. list.Select(item => (long)item!.GetValue<int>())],
                null => [.. lengths.Select(_ => fallback)],
                _ => [.. lengths.Select(_ => (long)node.GetValue<int>())],
            };
    }
}
