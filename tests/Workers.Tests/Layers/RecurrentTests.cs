using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>Recurrent layers against the formulas of Keras's cells, written as loops over single numbers.</summary>
public class RecurrentTests
{
    private const int Samples = 2;
    private const int Steps = 5;
    private const int Features = 3;
    private const int Units = 4;
    private static readonly long[][] Shape =
    [
        [Samples, Steps, Features],
    ];

    [Theory]
    [InlineData("LSTM", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid","return_sequences":true}""")]
    [InlineData("LSTM", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid"}""")]
    [InlineData("LSTM", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid","use_bias":false,"go_backwards":true,"return_sequences":true}""")]
    [InlineData("GRU", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid","return_sequences":true}""")]
    [InlineData("GRU", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid","reset_after":false,"return_sequences":true}""")]
    [InlineData("GRU", """{"units":4,"activation":"tanh","recurrent_activation":"sigmoid","use_bias":false,"go_backwards":true}""")]
    [InlineData("SimpleRNN", """{"units":4,"activation":"tanh","return_sequences":true}""")]
    [InlineData("SimpleRNN", """{"units":4,"activation":"tanh","go_backwards":true}""")]
    public void Call_IsTheCellsFormulaStepByStep(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (network, inputs, outputs) = LayerCheck.Run(className, config, Shape);
        using (network)
        {
            var settings = JsonNode.Parse(config)!;
            var expected = Slow(className, settings, network, GoldenData.Values(inputs[0]));
            var all = settings["return_sequences"] is not null;
            GoldenData.AssertClose(
                all ? [.. Enumerable.Range(0, Samples).SelectMany(n => expected[n].SelectMany(step => step))] : [.. expected.SelectMany(sample => sample[^1])],
                GoldenData.Values(outputs[0]),
                1e-5,
                className
            );
        }
    }

    [Theory]
    [InlineData("LSTM", 3)]
    [InlineData("GRU", 2)]
    [InlineData("SimpleRNN", 2)]
    public void Call_WithReturnState_GivesTheLastStates(string className, int count)
    {
        using var scope = NewDisposeScope();
        var (network, _, outputs) = LayerCheck.Run(className, """{"units":4,"activation":"tanh","return_state":true}""", Shape);
        Assert.Equal(count, outputs.Length);
        Assert.Equal(GoldenData.Values(outputs[0]), GoldenData.Values(outputs[1]));
        network.Dispose();
    }

    [Theory]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    [InlineData("SimpleRNN")]
    public void Call_WithAMask_IsTheCallOnTheShorterSequence(string className)
    {
        using var scope = NewDisposeScope();
        var arguments = new CallArguments([CallArguments.Placeholder(0)], new JsonObject { ["mask"] = CallArguments.Placeholder(1) });
        var mask = tensor(new float[] { 1, 1, 1, 0, 0, 1, 1, 1, 0, 0 }, [Samples, Steps]);
        var x = GoldenData.Image(9, Samples, Steps, Features) / 128 - 1;
        var (network, _, outputs) = LayerCheck.Run(
            className,
            """{"units":4,"activation":"tanh"}""",
            [
                [Samples, Steps, Features],
                [Samples, Steps],
            ],
            arguments,
            x,
            mask
        );
        var (shorter, _, expected) = LayerCheck.Run(
            className,
            """{"units":4,"activation":"tanh"}""",
            [
                [Samples, 3, Features],
            ],
            CallArguments.One(),
            x.narrow(1, 0, 3)
        );
        LayerCheck.Close(expected[0], outputs[0], className);
        network.Dispose();
        shorter.Dispose();
    }

    [Theory]
    [InlineData("concat", 8)]
    [InlineData("sum", 4)]
    [InlineData("mul", 4)]
    [InlineData("ave", 4)]
    public void Bidirectional_IsOneLayerAheadAndOneBack(string mode, int width)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var config =
            $$$"""{"merge_mode":"{{{mode}}}","layer":{"module":"keras.layers","class_name":"SimpleRNN","config":{"name":"rnn","units":4,"activation":"tanh","return_sequences":true},"registered_name":null}}""";
        var (network, inputs, outputs) = LayerCheck.Run("Bidirectional", config, Shape);
        Assert.Equal(
            [
                "layer/forward_rnn/simple_rnn_cell/kernel",
                "layer/forward_rnn/simple_rnn_cell/recurrent_kernel",
                "layer/forward_rnn/simple_rnn_cell/bias",
                "layer/backward_rnn/simple_rnn_cell/kernel",
                "layer/backward_rnn/simple_rnn_cell/recurrent_kernel",
                "layer/backward_rnn/simple_rnn_cell/bias",
            ],
            network.Weights.Select(w => w.Path)
        );
        Tensor Half(string name, Tensor x)
        {
            var single = new SimpleRNN(new RecurrentOptions(Units) { ReturnSequences = true }, "single");
            var input = InputLayer.Of(Steps, Features).Output;
            using var alone = new Network(input, single.Apply(input), "alone");
            foreach (var (to, from) in alone.Weights.Zip(network.Weights.Where(w => w.Path.Contains(name))))
            {
                to.Assign(from.Value);
            }

            return alone.Predict(x);
        }

        var ahead = Half("forward", inputs[0]);
        var back = Half("backward", inputs[0].flip(1)).flip(1);
        Assert.Equal(width, outputs[0].shape[^1]);
        LayerCheck.Close(
            mode switch
            {
                "concat" => cat([ahead, back], -1),
                "sum" => ahead + back,
                "mul" => ahead * back,
                _ => (ahead + back) / 2,
            },
            outputs[0],
            mode
        );
        network.Dispose();
    }

    [Fact]
    public void TimeDistributed_IsTheLayerOnEveryStep()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var config =
            """{"layer":{"module":"keras.layers","class_name":"Conv2D","config":{"name":"conv","filters":3,"kernel_size":2,"activation":"relu"},"registered_name":null}}""";
        var (network, inputs, outputs) = LayerCheck.Run("TimeDistributed", config, [2, 4, 5, 5, 2]);
        var conv = new Conv2D(3, 2, activation: "relu", name: "alone");
        var input = InputLayer.Of(5, 5, 2).Output;
        using var single = new Network(input, conv.Apply(input), "single");
        foreach (var (to, from) in single.Weights.Zip(network.Weights))
        {
            to.Assign(from.Value);
        }

        for (var step = 0; step < 4; step++)
        {
            LayerCheck.Close(single.Predict(inputs[0].select(1, step)), outputs[0].select(1, step), $"step {step}");
        }

        using var training = network.Forward(inputs[0], new CallContext { Training = true });
        LayerCheck.Close(outputs[0], training, "training");
        network.Dispose();
    }

    [Fact]
    public void SpectralNormalization_InTraining_BringsTheKernelsNormToOne()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var config =
            """{"power_iterations":30,"layer":{"module":"keras.layers","class_name":"Dense","config":{"name":"d","units":4},"registered_name":null}}""";
        var (network, inputs, before) = LayerCheck.Run("SpectralNormalization", config, [3, 5]);
        Assert.Equal(["kernel", "vector_u", "bias"], network.Weights.Select(w => w.Name));
        Assert.Equal(2, network.TrainableWeights.Count);
        var kernel = network.Weights[0];
        var largest = linalg.svdvals(kernel.Value)[0].item<float>();
        Assert.NotInRange(largest, 0.9f, 1.1f);
        var unit = kernel.Value / largest;
        using var after = network.Forward(inputs[0], new CallContext { Training = true });
        LayerCheck.Close(unit, kernel.Value, "kernel");
        Assert.NotEqual(GoldenData.Values(before[0]), GoldenData.Values(after));
        network.Dispose();
    }

    [Fact]
    public void Dropout_InTraining_DropsTheSameAtEveryStep()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var className in new[] { "LSTM", "GRU", "SimpleRNN" })
        {
            var (network, inputs, outputs) = LayerCheck.Run(className, """{"units":4,"activation":"tanh","dropout":0.5,"recurrent_dropout":0.25}""", Shape);
            using var generator = new Generator(4);
            var dropped = network.Forward(inputs[0], new CallContext { Training = true, Generator = generator });
            Assert.Equal(outputs[0].shape, dropped.shape);
            Assert.NotEqual(GoldenData.Values(outputs[0]), GoldenData.Values(dropped));
            network.Dispose();
        }
    }

    [Fact]
    public void LSTM_BeginsWithAnOpenForgetGate()
    {
        using var network = Of(new LSTM(3, "l"));
        network.Initialize(1);
        Assert.Equal([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0], GoldenData.Values(network.Weights[2].Value));
    }

    [Fact]
    public void Create_OfAStatefulLayer_IsRefused() =>
        Assert.Contains(
            "stateful",
            Assert
                .Throws<RefusedException>(() =>
                    LayerRegistry.Create(
                        "LSTM",
                        new JsonObject
                        {
                            ["name"] = "l",
                            ["units"] = 3,
                            ["stateful"] = true,
                        }
                    )
                )
                .Message
        );

    private static Network Of(Layer layer)
    {
        var input = InputLayer.Of(Steps, Features).Output;
        return new Network(input, layer.Apply(input), "n");
    }

    private static float[][][] Slow(string className, JsonNode config, Network network, float[] x)
    {
        var cell =
            className == "LSTM" ? "lstm_cell"
            : className == "GRU" ? "gru_cell"
            : "simple_rnn_cell";
        var gates =
            className == "LSTM" ? 4
            : className == "GRU" ? 3
            : 1;
        var width = gates * Units;
        var kernel = LayerCheck.Weight(network, $"layer/{cell}/kernel");
        var recurrent = LayerCheck.Weight(network, $"layer/{cell}/recurrent_kernel");
        var biased = config["use_bias"] is null;
        var resetAfter = config["reset_after"] is null;
        var bias = biased ? LayerCheck.Weight(network, $"layer/{cell}/bias") : new float[2 * width];
        var result = new float[Samples][][];
        for (var n = 0; n < Samples; n++)
        {
            var (h, c) = (new double[Units], new double[Units]);
            result[n] = new float[Steps][];
            for (var t = 0; t < Steps; t++)
            {
                var at = config["go_backwards"] is null ? t : Steps - 1 - t;
                double In(int j) => bias[j] + Enumerable.Range(0, Features).Sum(f => (double)x[(n * Steps + at) * Features + f] * kernel[f * width + j]);
                double Back(double[] state, int j) => Enumerable.Range(0, Units).Sum(u => state[u] * recurrent[u * width + j]);
                var next = new double[Units];
                for (var u = 0; u < Units; u++)
                {
                    if (className == "SimpleRNN")
                    {
                        next[u] = Math.Tanh(In(u) + Back(h, u));
                    }
                    else if (className == "LSTM")
                    {
                        var i = Sigmoid(In(u) + Back(h, u));
                        var f = Sigmoid(In(Units + u) + Back(h, Units + u));
                        var g = Math.Tanh(In(2 * Units + u) + Back(h, 2 * Units + u));
                        var o = Sigmoid(In(3 * Units + u) + Back(h, 3 * Units + u));
                        c[u] = f * c[u] + i * g;
                        next[u] = o * Math.Tanh(c[u]);
                    }
                    else if (resetAfter)
                    {
                        double Second(int j) => bias[width + j] + Back(h, j);
                        var z = Sigmoid(In(u) + Second(u));
                        var r = Sigmoid(In(Units + u) + Second(Units + u));
                        next[u] = z * h[u] + (1 - z) * Math.Tanh(In(2 * Units + u) + r * Second(2 * Units + u));
                    }
                    else
                    {
                        var z = Sigmoid(In(u) + Back(h, u));
                        double[] kept = [.. Enumerable.Range(0, Units).Select(k => Sigmoid(In(Units + k) + Back(h, Units + k)) * h[k])];
                        next[u] = z * h[u] + (1 - z) * Math.Tanh(In(2 * Units + u) + Back(kept, 2 * Units + u));
                    }
                }

                h = next;
                result[n][t] = [.. h.Select(value => (float)value)];
            }
        }

        return result;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
