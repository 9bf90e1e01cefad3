using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>Attention against its formula, written out over every query, key and head.</summary>
public class AttentionTests
{
    private const string Config = """{"num_heads":2,"key_dim":3,"value_dim":4}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Call_IsTheSoftmaxOfProductsOverTheValues(bool causal)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var arguments = MultiHeadAttention.Arguments(keywords: causal ? new JsonObject { ["use_causal_mask"] = true } : null);
        var (network, inputs, outputs) = LayerCheck.Run(
            "MultiHeadAttention",
            Config,
            [
                [2, 5, 6],
                [2, 5, 7],
            ],
            arguments
        );
        LayerCheck.Close(Slow(network, inputs[0], inputs[1], inputs[1], (_, t, s) => !causal || s <= t), outputs[0], "attention");
        network.Dispose();
    }

    [Fact]
    public void Call_WithAKeyAndMasks_AttendsOnlyToWhatAllAllow()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var arguments = MultiHeadAttention.Arguments(
            withKey: true,
            new JsonObject { ["value_mask"] = CallArguments.Placeholder(3), ["attention_mask"] = CallArguments.Placeholder(4) }
        );
        var valueMask = tensor(new float[] { 1, 1, 0, 1, 1, 1, 1, 0 }, [2, 4]);
        var attentionMask = tensor([.. Enumerable.Range(0, 2 * 5 * 4).Select(i => i % 3 == 1 ? 0f : 1f)], [2, 5, 4]);
        Tensor[] given =
        [
            GoldenData.Image(1, 2, 5, 6) / 128 - 1,
            GoldenData.Image(2, 2, 4, 7) / 128 - 1,
            GoldenData.Image(3, 2, 4, 3) / 128 - 1,
            valueMask,
            attentionMask,
        ];
        var (network, inputs, outputs) = LayerCheck.Run(
            "MultiHeadAttention",
            Config,
            [
                [2, 5, 6],
                [2, 4, 7],
                [2, 4, 3],
                [2, 4],
                [2, 5, 4],
            ],
            arguments,
            given
        );
        var (values, attention) = (GoldenData.Values(valueMask), GoldenData.Values(attentionMask));
        LayerCheck.Close(
            Slow(network, inputs[0], inputs[1], inputs[2], (n, t, s) => values[n * 4 + s] > 0 && attention[(n * 5 + t) * 4 + s] > 0),
            outputs[0],
            "attention"
        );
        network.Dispose();
    }

    [Fact]
    public void Weights_HaveKerasPathsShapesAndPlaces()
    {
        using var scope = NewDisposeScope();
        var (network, _, _) = LayerCheck.Run(
            "MultiHeadAttention",
            Config,
            [
                [2, 5, 6],
                [2, 5, 7],
            ],
            MultiHeadAttention.Arguments()
        );
        Assert.Equal(
            [
                "layer/query/kernel (6, 2, 3)",
                "layer/query/bias (2, 3)",
                "layer/key/kernel (7, 2, 3)",
                "layer/key/bias (2, 3)",
                "layer/value/kernel (7, 2, 4)",
                "layer/value/bias (2, 4)",
                "layer/attention_output/kernel (2, 4, 6)",
                "layer/attention_output/bias (6)",
            ],
            network.Weights.Select(w => $"{w.Path} ({string.Join(", ", w.Shape)})")
        );
        var path = Path.Combine(TestFolder.Create(), "n.weights.h5");
        KerasWeightFile.Save(network, path);
        var tree = KerasTreePaths(path);
        Assert.Contains("/layers/multi_head_attention/query_dense/vars/0", tree);
        Assert.Contains("/layers/multi_head_attention/output_dense/vars/1", tree);
        network.Dispose();
    }

    private static List<string> KerasTreePaths(string path)
    {
        using var file = PureHDF.H5File.OpenRead(path);
        var paths = new List<string>();
        void Walk(PureHDF.IH5Group group, string at)
        {
            foreach (var child in group.Children())
            {
                paths.Add($"{at}/{child.Name}");
                if (child is PureHDF.IH5Group inner)
                {
                    Walk(inner, $"{at}/{child.Name}");
                }
            }
        }

        Walk(file, "");
        return paths;
    }

    private static Tensor Slow(Network network, Tensor query, Tensor value, Tensor key, Func<int, int, int, bool> allowed)
    {
        double[][][] Project(string part, Tensor x)
        {
            var (kernel, bias) = (LayerCheck.Weight(network, $"layer/{part}/kernel"), LayerCheck.Weight(network, $"layer/{part}/bias"));
            var (numbers, features) = (GoldenData.Values(x), (int)x.shape[2]);
            return
            [
                .. Enumerable
                    .Range(0, (int)x.shape[0])
                    .Select(n =>
                        (double[][])
                            [
                                .. Enumerable
                                    .Range(0, (int)x.shape[1])
                                    .Select(t =>
                                        (double[])
                                            [
                                                .. Enumerable
                                                    .Range(0, bias.Length)
                                                    .Select(o =>
                                                        bias[o]
                                                        + Enumerable
                                                            .Range(0, features)
                                                            .Sum(f => (double)numbers[(n * x.shape[1] + t) * features + f] * kernel[f * bias.Length + o])
                                                    ),
                                            ]
                                    ),
                            ]
                    ),
            ];
        }

        var (q, k, v) = (Project("query", query), Project("key", key), Project("value", value));
        var (outKernel, outBias) = (LayerCheck.Weight(network, "layer/attention_output/kernel"), LayerCheck.Weight(network, "layer/attention_output/bias"));
        var result = new List<float>();
        for (var n = 0; n < q.Length; n++)
        {
            for (var t = 0; t < q[n].Length; t++)
            {
                var mixed = new double[8];
                for (var head = 0; head < 2; head++)
                {
                    double[] scores =
                    [
                        .. Enumerable
                            .Range(0, k[n].Length)
                            .Select(s =>
                                allowed(n, t, s) ? Math.Exp(Enumerable.Range(0, 3).Sum(d => q[n][t][head * 3 + d] * k[n][s][head * 3 + d]) / Math.Sqrt(3)) : 0
                            ),
                    ];
                    for (var d = 0; d < 4; d++)
                    {
                        mixed[head * 4 + d] = Enumerable.Range(0, scores.Length).Sum(s => scores[s] * v[n][s][head * 4 + d]) / scores.Sum();
                    }
                }

                result.AddRange(Enumerable.Range(0, 6).Select(o => (float)(outBias[o] + Enumerable.Range(0, 8).Sum(m => mixed[m] * outKernel[m * 6 + o]))));
            }
        }

        return tensor(result.ToArray(), [q.Length, q[0].Length, 6]);
    }
}
