using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>The less common layers against sums written out.</summary>
public class FurtherLayerTests
{
    [Theory]
    [InlineData("Cropping1D", """{"cropping":[1,2]}""", "2,7,3")]
    [InlineData("Cropping1D", """{"cropping":1}""", "2,7,3")]
    [InlineData("Cropping3D", """{"cropping":[[1,0],[0,2],[1,1]]}""", "2,4,5,6,3")]
    [InlineData("ZeroPadding1D", """{"padding":[1,2]}""", "2,7,3")]
    [InlineData("ZeroPadding3D", """{"padding":[[1,0],[0,2],[1,1]]}""", "2,4,5,6,3")]
    public void Margins_AreCutOffOrFilledUp(string className, string config, string size)
    {
        using var scope = NewDisposeScope();
        long[] shape = [.. size.Split(',').Select(long.Parse)];
        var (network, inputs, outputs) = LayerCheck.Run(className, config, shape);
        (int, int)[] margins =
            className[^2] == '3' ? [(1, 0), (0, 2), (1, 1)]
            : config.Contains('[') ? [(1, 2)]
            : [(1, 1)];
        var (large, small) = className.StartsWith('C') ? (inputs[0], outputs[0]) : (outputs[0], inputs[0]);
        for (var axis = 0; axis < margins.Length; axis++)
        {
            large = large.narrow(axis + 1, margins[axis].Item1, large.shape[axis + 1] - margins[axis].Item1 - margins[axis].Item2);
        }

        LayerCheck.Close(small, large, className);
        Assert.Equal(small.abs().sum().item<float>(), (className.StartsWith('C') ? large : outputs[0]).abs().sum().item<float>(), 1e-2f);
        network.Dispose();
    }

    [Theory]
    [InlineData("UpSampling1D", """{"size":3}""", "2,4,3", "3")]
    [InlineData("UpSampling3D", """{"size":[2,1,3]}""", "2,2,3,2,2", "2,1,3")]
    public void UpSampling_Repeats(string className, string config, string size, string factors)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run(className, config, [.. size.Split(',').Select(long.Parse)]);
        int[] by = [.. factors.Split(',').Select(int.Parse)];
        var values = GoldenData.Values(outputs[0]);
        var from = GoldenData.Values(inputs[0]);
        var (shape, source) = (outputs[0].shape, inputs[0].shape);
        for (long i = 0; i < values.Length; i++)
        {
            var (rest, at, step) = (i, 0L, 1L);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                var place = rest % shape[axis];
                rest /= shape[axis];
                at += (axis >= 1 && axis <= by.Length ? place / by[axis - 1] : place) * step;
                step *= source[axis];
            }

            Assert.Equal(from[at], values[i]);
        }

        network.Dispose();
    }

    [Fact]
    public void RMSNormalization_DividesByTheRootMeanSquare()
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("RMSNormalization", """{"axis":[-1],"epsilon":1e-6}""", [2, 3, 4]);
        var scale = LayerCheck.Weight(network, "layer/scale");
        var x = GoldenData.Values(inputs[0]);
        float[] expected =
        [
            .. x.Chunk(4).SelectMany(row => row.Select((value, i) => (float)(value / Math.Sqrt(row.Average(v => (double)v * v) + 1e-6) * scale[i]))),
        ];
        GoldenData.AssertClose(expected, GoldenData.Values(outputs[0]), 1e-5, "rms");
        network.Dispose();
    }

    [Theory]
    [InlineData("""{"equation":"ab,bc->ac","output_shape":5,"bias_axes":"c"}""", "3,4", "4,5", "5")]
    [InlineData("""{"equation":"abc,cd->abd","output_shape":[null,5],"bias_axes":"d"}""", "3,2,4", "4,5", "5")]
    [InlineData("""{"equation":"...x,xy->...y","output_shape":5,"bias_axes":"y","activation":"relu"}""", "3,2,2,4", "4,5", "5")]
    [InlineData("""{"equation":"bqm,muh->bquh","output_shape":[null,2,3],"bias_axes":"uh"}""", "3,2,4", "4,2,3", "2,3")]
    [InlineData("""{"equation":"bqm,muh->bquh","output_shape":[null,2,3],"bias_axes":"u"}""", "3,2,4", "4,2,3", "2,1")]
    public void EinsumDense_SumsByItsEquation(string config, string input, string kernel, string bias)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run("EinsumDense", config, [.. input.Split(',').Select(long.Parse)]);
        Assert.Equal(kernel, string.Join(",", network.Weights[0].Shape));
        Assert.Equal(bias, string.Join(",", network.Weights[1].Shape));
        var width = inputs[0].shape[^1];
        var units = network.Weights[0].Count / width;
        var flat = inputs[0].reshape(-1, width).Times(network.Weights[0].Value.reshape(width, units));
        var shaped = flat.reshape(outputs[0].shape) + network.Weights[1].Value;
        LayerCheck.Close(config.Contains("relu") ? shaped.clamp_min(0) : shaped, outputs[0], "einsum");
        network.Dispose();
    }

    [Theory]
    [InlineData("Attention", """{"use_scale":false,"score_mode":"dot","dropout":0.0}""")]
    [InlineData("Attention", """{"use_scale":true,"score_mode":"dot","dropout":0.0}""")]
    [InlineData("Attention", """{"use_scale":true,"score_mode":"concat","dropout":0.0}""")]
    [InlineData("AdditiveAttention", """{"use_scale":true,"dropout":0.0}""")]
    public void Attention_WeighsValuesByScores(string className, string config)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run(
            className,
            config,
            [
                [2, 3, 4],
                [2, 5, 4],
            ],
            CallArguments.List(2)
        );
        float[] scale = config.Contains("true") ? LayerCheck.Weight(network, "layer/scale") : [1];
        var weight = config.Contains("concat") ? LayerCheck.Weight(network, "layer/concat_score_weight")[0] : 1;
        for (var n = 0; n < 2; n++)
        {
            for (var t = 0; t < 3; t++)
            {
                double Score(int s)
                {
                    var sum = 0.0;
                    for (var d = 0; d < 4; d++)
                    {
                        var (q, k) = (inputs[0][n, t, d].item<float>(), inputs[1][n, s, d].item<float>());
                        var own = scale.Length == 1 ? scale[0] : scale[d];
                        sum +=
                            className == "AdditiveAttention" ? own * Math.Tanh(q + k)
                            : config.Contains("concat") ? weight * Math.Tanh(own * (q + k))
                            : own * q * k;
                    }

                    return sum;
                }

                double[] shares = [.. Enumerable.Range(0, 5).Select(s => Math.Exp(Score(s)))];
                for (var d = 0; d < 4; d++)
                {
                    var expected = Enumerable.Range(0, 5).Sum(s => shares[s] * inputs[1][n, s, d].item<float>()) / shares.Sum();
                    Assert.Equal(expected, outputs[0][n, t, d].item<float>(), 1e-4);
                }
            }
        }

        network.Dispose();
    }

    [Fact]
    public void Attention_Causal_NeverLooksAhead()
    {
        using var scope = NewDisposeScope();
        var arguments = CallArguments.List(2, new JsonObject { ["use_causal_mask"] = true });
        var (network, inputs, outputs) = LayerCheck.Run(
            "Attention",
            "{}",
            [
                [1, 3, 4],
                [1, 3, 4],
            ],
            arguments
        );
        LayerCheck.Close(inputs[1].narrow(1, 0, 1), outputs[0].narrow(1, 0, 1), "first step");
        network.Dispose();
    }

    [Theory]
    [InlineData("AdaptiveAveragePooling1D", """{"output_size":[2]}""", "2,6,3")]
    [InlineData("AdaptiveMaxPooling2D", """{"output_size":[2,3]}""", "2,4,6,3")]
    [InlineData("AdaptiveAveragePooling3D", """{"output_size":[1,2,2]}""", "1,2,4,4,3")]
    public void AdaptivePooling_GivesTheSizeAskedFor(string className, string config, string size)
    {
        using var scope = NewDisposeScope();
        var (network, inputs, outputs) = LayerCheck.Run(className, config, [.. size.Split(',').Select(long.Parse)]);

        // Sizes divide here, so windows are blocks.
        var (from, to) = (inputs[0].shape, outputs[0].shape);
        var split = inputs[0]
            .reshape([from[0], .. Enumerable.Range(1, from.Length - 2).SelectMany(axis => new[] { to[axis], from[axis] / to[axis] }), from[^1]]);
        long[] blocks = [.. Enumerable.Range(0, from.Length - 2).Select(axis => 2L + 2 * axis)];
        LayerCheck.Close(className.Contains("Max") ? split.amax(blocks) : split.mean(blocks), outputs[0], className);
        network.Dispose();
    }

    [Theory]
    [InlineData("SpatialDropout1D", "200,6,4")]
    [InlineData("SpatialDropout3D", "200,2,3,2,4")]
    public void SpatialDropout_DropsWholeChannels(string className, string size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var layer = LayerRegistry.Create(className, JsonNode.Parse("""{"name":"d","rate":0.25}""")!.AsObject());
        var x = ones([.. size.Split(',').Select(long.Parse)]);
        var y = layer.Call([x], new CallContext { Training = true, Generator = generator }).reshape(200, -1, 4);
        Assert.True(y.amax([1]).eq(y.amin([1])).all().item<bool>());
        Assert.InRange(y.eq(0).to_type(ScalarType.Float32).mean().item<float>(), 0.19f, 0.31f);
        Assert.Equal(1 / 0.75f, y.max().item<float>(), 1e-5f);
        Assert.True(layer.Call([x], CallContext.Inference).eq(x).all().item<bool>());
    }

    [Theory]
    [InlineData("AlphaDropout")]
    [InlineData("GaussianDropout")]
    public void NoisyDropout_KeepsTheMean(string className)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var layer = LayerRegistry.Create(className, JsonNode.Parse("""{"name":"d","rate":0.3}""")!.AsObject());
        var x = className == "AlphaDropout" ? randn([200_000], generator: generator) : ones(200_000);
        var y = layer.Call([x], new CallContext { Training = true, Generator = generator });
        Assert.Equal(className == "AlphaDropout" ? 0 : 1, y.mean().item<float>(), 0.02f);
        Assert.Equal(className == "AlphaDropout" ? 1 : Math.Sqrt(0.3 / 0.7), y.std().item<float>(), 0.02);
    }

    [Fact]
    public void Hashing_PutsTextsIntoBins()
    {
        using var scope = NewDisposeScope();
        var layer = LayerRegistry.Create("Hashing", JsonNode.Parse("""{"name":"h","num_bins":3,"dtype":"int64"}""")!.AsObject());

        // Keras's own example: A to E in three bins.
        Assert.Equal([1, 0, 1, 1, 2], layer.Call([TextTensor.Of(["A", "B", "C", "D", "E"], 5, 1)], CallContext.Inference).data<long>().ToArray());
        var masked = LayerRegistry.Create("Hashing", JsonNode.Parse("""{"name":"h","num_bins":3,"mask_value":"","dtype":"int64"}""")!.AsObject());
        Assert.Equal([1, 1, 0, 2, 2], masked.Call([TextTensor.Of(["A", "B", "", "C", "D"], 5, 1)], CallContext.Inference).data<long>().ToArray());
        Assert.Contains(
            "salt",
            Assert
                .Throws<RefusedException>(() => LayerRegistry.Create("Hashing", JsonNode.Parse("""{"name":"h","num_bins":3,"salt":[1,2]}""")!.AsObject()))
                .Message
        );
    }
}
