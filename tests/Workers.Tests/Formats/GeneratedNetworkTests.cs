using System.Text.Json.Nodes;
using CsCheck;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Networks made by chance: branches, shared layers, nested and Sequential models, several inputs and outputs. Written and read again, nothing may
/// have changed.</summary>
public class GeneratedNetworkTests
{
    private static readonly string[] Plain =
    [
        "Conv2D",
        """{"filters":3,"kernel_size":[3,3],"padding":"same","activation":"relu"}""",
        "DepthwiseConv2D",
        """{"kernel_size":[3,3],"padding":"same"}""",
        "SeparableConv2D",
        """{"filters":3,"kernel_size":[3,3],"padding":"same"}""",
        "BatchNormalization",
        """{"axis":-1}""",
        "LayerNormalization",
        """{"axis":[-1]}""",
        "GroupNormalization",
        """{"groups":1}""",
        "Dense",
        """{"units":3,"use_bias":false,"kernel_regularizer":{"module":"keras.regularizers","class_name":"L2","config":{"l2":0.01},"registered_name":null}}""",
        "Activation",
        """{"activation":"silu"}""",
        "ReLU",
        """{"max_value":6.0}""",
        "LeakyReLU",
        """{"negative_slope":0.2}""",
        "PReLU",
        """{"shared_axes":[1,2]}""",
        "Dropout",
        """{"rate":0.25}""",
        "SpatialDropout2D",
        """{"rate":0.25}""",
        "GaussianNoise",
        """{"stddev":0.1}""",
        "AlphaDropout",
        """{"rate":0.1}""",
        "Rescaling",
        """{"scale":0.5,"offset":-0.25}""",
        "Identity",
        "{}",
        "UnitNormalization",
        """{"axis":[-1]}""",
        "RMSNormalization",
        """{"axis":[-1]}""",
        "Softmax",
        """{"axis":-1}""",
        "RandomFlip",
        """{"mode":"horizontal"}""",
        "EinsumDense",
        """{"equation":"abcd,de->abce","output_shape":[null,null,3],"bias_axes":"e"}""",
    ];

    private static readonly string[] Merging = ["Add", "{}", "Multiply", "{}", "Average", "{}", "Maximum", "{}", "Subtract", "{}"];

    [Fact]
    public void WrittenAndRead_NothingChanges() =>
        Gen.Int[0, int.MaxValue - 1]
            .Sample(
                seed =>
                {
                    using var scope = NewDisposeScope();
                    using var names = NameScope.Begin();
                    var random = new Random(seed);
                    using var network = Build(random, 0);
                    GoldenData.Fill(network);
                    foreach (var layer in network.Layers.Where(_ => random.Next(4) == 0))
                    {
                        layer.Trainable = false;
                    }

                    Tensor[] inputs = [.. network.Inputs.Select((_, i) => GoldenData.Image((ulong)i, 2, 6, 6, 3) / 255)];
                    var before = network.Forward(inputs, CallContext.Inference).Select(GoldenData.Values).ToArray();
                    foreach (var file in (string[])["n.keras", "n.h5"])
                    {
                        var path = Path.Combine(TestFolder.Create(), file);
                        ModelFile.Save(network, path);
                        using var again = ModelFile.Load(path).Network;
                        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again)));
                        Assert.Equal(network.TrainableWeights.Select(weight => weight.Name), again.TrainableWeights.Select(weight => weight.Name));
                        foreach (var (expected, actual) in network.Weights.Zip(again.Weights))
                        {
                            Assert.Equal(GoldenData.Values(expected.Value), GoldenData.Values(actual.Value));
                        }

                        foreach (var (expected, actual) in before.Zip(again.Forward(inputs, CallContext.Inference)))
                        {
                            Assert.Equal(expected, GoldenData.Values(actual));
                        }
                    }
                },
                iter: 60,
                threads: 1
            );

    // Everything keeps (N, 6, 6, 3), so that any tensor may meet any other.
    private static Network Build(Random random, int depth)
    {
        var inputs = Enumerable.Range(0, random.Next(1, 3)).Select(_ => InputLayer.Of(6, 6, 3).Output).ToArray();
        var tensors = new List<KerasTensor>(inputs);
        var made = new List<Layer>();
        for (var left = random.Next(2, 7); left > 0; left--)
        {
            var x = tensors[random.Next(tensors.Count)];
            switch (random.Next(10))
            {
                case 0 or 1:
                    tensors.Add(Make(random, Merging).Apply(x, tensors[random.Next(tensors.Count)]));
                    break;
                case 2 when made.Count > 0:
                    tensors.Add(made[random.Next(made.Count)].Apply(x));
                    break;
                case 3 when depth < 2:
                    var inner = Build(random, depth + 1);
                    tensors.AddRange(
                        inner.Apply(
                            [.. inner.Inputs.Select(_ => tensors[random.Next(tensors.Count)])],
                            inner.Inputs.Count == 1
                                ? CallArguments.One(inner.DefaultKeywords())
                                : CallArguments.List(inner.Inputs.Count, inner.DefaultKeywords())
                        )
                    );
                    break;
                case 4 when depth < 2:
                    tensors.Add(
                        new Sequential(
                            [InputLayer.Of(6, 6, 3), .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Make(random, Plain))],
                            NameScope.Current.Unique("sequential")
                        ).Apply(x)
                    );
                    break;
                default:
                    var layer = Make(random, Plain);
                    made.Add(layer);
                    tensors.Add(layer.Apply(x));
                    break;
            }
        }

        // All inputs are used: the last tensor, and what joins them.
        var joined = inputs.Length == 1 ? tensors[^1] : Make(random, ["Add", "{}"]).Apply([.. inputs, tensors[^1]]);
        KerasTensor[] outputs = random.Next(3) == 0 && tensors[^1] != joined && tensors[^1].Layer is not InputLayer ? [joined, tensors[^1]] : [joined];
        return new Network(inputs, outputs, NameScope.Current.Unique("functional"));
    }

    private static Layer Make(Random random, string[] kinds)
    {
        var at = random.Next(kinds.Length / 2) * 2;
        var config = JsonNode.Parse(kinds[at + 1])!.AsObject();
        config["name"] = NameScope.Current.Unique(NameScope.SnakeCase(kinds[at]));
        return LayerRegistry.Create(kinds[at], config);
    }
}
