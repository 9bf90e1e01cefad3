using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SafeTensors;

/// <summary>Tensors of a safetensors file as a network's weights.</summary>
public sealed class SafeTensorWeightsTests
{
    private const string Map = """
        {
          "transpose": "torch",
          "features.0.weight": "conv/kernel",
          "features.0.bias": "conv/bias",
          "features.1.weight": "depthwise/kernel",
          "head.weight": {"path": "head/kernel", "transpose": [1, 0]},
          "head.bias": "head/bias",
          "features.1.num_batches_tracked": null
        }
        """;

    [Fact]
    public void LoadWeights_OfKerasNames_NeedsNoMap()
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        var path = SafeTensorForge.Write(SafeTensorForge.File([.. network.Weights.Select(weight => (weight.Path, "F32", weight.Shape, Bytes(weight.Value)))]));
        AssertLoads(network, path, null);
    }

    [Fact]
    public void LoadWeights_OfTorchNamesAndAxes_FollowsTheMap()
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        AssertLoads(network, SafeTensorForge.Write(SafeTensorForge.File(Torch(network))), MapFile(Map));
    }

    [Fact]
    public void LoadWeights_WithAMapBesideTheFile_FollowsIt()
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        var path = SafeTensorForge.Write(SafeTensorForge.File(Torch(network)));
        File.WriteAllText(path + ".json", Map);
        AssertLoads(network, path, null);
    }

    /// <summary>The rule of axes, held against PyTorch's own convolution instead of against our idea of it.</summary>
    [Fact]
    public void LoadWeights_ByTheTorchRule_ComputesAsTorch()
    {
        using var scope = NewDisposeScope();
        var input = new InputLayer(TensorShape.Of(null, 7, 6, 3), name: "input");
        using var network = new Network(
            input.Output,
            new Conv2DTranspose(4, [3, 2], name: "up").Apply(new Conv2D(5, [3, 2], name: "conv").Apply(input.Output)),
            "n"
        );
        var (first, second) = (randn(5, 3, 3, 2), randn(5, 4, 3, 2));
        (string, string, long[], byte[])[] tensors =
        [
            ("a.weight", "F32", first.shape, Bytes(first)),
            ("a.bias", "F32", [5], Bytes(zeros(5))),
            ("b.weight", "F32", second.shape, Bytes(second)),
            ("b.bias", "F32", [4], Bytes(zeros(4))),
        ];
        ModelFile.LoadWeights(
            network,
            SafeTensorForge.Write(SafeTensorForge.File(tensors)),
            MapFile("""{"transpose":"torch","a.weight":"conv/kernel","a.bias":"conv/bias","b.weight":"up/kernel","b.bias":"up/bias"}""")
        );
        var x = randn(2, 3, 7, 6);
        var expected = nn.functional.conv_transpose2d(nn.functional.conv2d(x, first), second).permute(0, 2, 3, 1);
        GoldenData.AssertClose(GoldenData.Values(expected), GoldenData.Values(network.Predict(x.permute(0, 2, 3, 1))), 1e-5, "torch");
    }

    [Theory]
    [InlineData("head.bias", null, "none for 'head/bias'")]
    [InlineData(null, "classifier.bias", "no weight for 'classifier.bias'")]
    [InlineData("features.0.bias", "conv/bias2", "none for 'conv/bias', and no weight for 'conv/bias2'")]
    public void LoadWeights_OfMissingOrSurplusTensors_IsRefusedByName(string? without, string? with, string reason)
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        var tensors = Torch(network).Where(tensor => tensor.Name != without).ToList();
        if (with is not null)
        {
            tensors.Add((with, "F32", [1], SafeTensorForge.Floats(1)));
        }

        var map = MapFile(without is null ? Map : string.Join('\n', Map.Split('\n').Where(line => !line.Contains($"\"{without}\"", StringComparison.Ordinal))));
        var before = GoldenData.Values(network.Weights[0].Value);
        var refusal = Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, SafeTensorForge.Write(SafeTensorForge.File(tensors)), map));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, GoldenData.Values(network.Weights[0].Value));
    }

    [Fact]
    public void LoadWeights_OfAnotherShape_IsRefusedWithBothShapesAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        var before = GoldenData.Values(network.Weights[0].Value);
        var tensors = Torch(network)
            .Select(tensor => tensor.Name == "head.weight" ? ("head.weight", "F32", new long[] { 7, 2 }, Bytes(zeros(14))) : tensor)
            .ToList();
        var refusal = Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, SafeTensorForge.Write(SafeTensorForge.File(tensors)), MapFile(Map)));
        Assert.Equal(
            "Weight 'head/kernel' expects shape (12, 3) once the axes are in Keras's order. Received tensor 'head.weight' of shape (7, 2).",
            refusal.Message
        );
        Assert.Equal(before, GoldenData.Values(network.Weights[0].Value));
    }

    [Theory]
    [InlineData("[]", "an object")]
    [InlineData("{", "valid JSON")]
    [InlineData("""{"a":"conv/kernel","a":"conv/bias"}""", "valid JSON")]
    [InlineData("""{"a":"conv/kernel","b":"conv/kernel"}""", "several for 'conv/kernel'")]
    [InlineData("""{"a":5}""", "'a' to be a Keras weight path")]
    [InlineData("""{"a":{"path":"conv/kernel","transpose":[0,0]}}""", "'transpose' of 'a'")]
    [InlineData("""{"a":{"path":"conv/kernel","script":"x"}}""", "'a' to be a Keras weight path")]
    [InlineData("""{"transpose":"keras"}""", "torch or none")]
    [InlineData("""{"nowhere":"conv/kernel"}""", "none of the name 'nowhere'")]
    public void LoadWeights_WithABadMap_IsRefused(string map, string reason)
    {
        using var scope = NewDisposeScope();
        using var network = Build();
        GoldenData.Fill(network);
        var path = SafeTensorForge.Write(SafeTensorForge.File(Torch(network)));
        Assert.Contains(reason, Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path, MapFile(map))).Message, StringComparison.Ordinal);
    }

    private static Network Build()
    {
        var input = new InputLayer(TensorShape.Of(null, 8, 8, 3), name: "input");
        var x = new Conv2D(6, [3, 2], name: "conv").Apply(input.Output);
        x = new DepthwiseConv2D(3, depthMultiplier: 2, useBias: false, name: "depthwise").Apply(x);
        x = new GlobalAveragePooling2D(name: "pool").Apply(x);
        return new Network(input.Output, new Dense(3, name: "head").Apply(x), "small");
    }

    // As torch.nn.Conv2d, a grouped Conv2d and Linear keep them.
    private static List<(string Name, string Type, long[] Shape, byte[] Data)> Torch(Network network)
    {
        Tensor Value(string path) => network.Weights.Single(weight => weight.Path == path).Value;
        (string, Tensor)[] tensors =
        [
            ("features.0.weight", Value("conv/kernel").permute(3, 2, 0, 1)),
            ("features.0.bias", Value("conv/bias")),
            ("features.1.weight", Value("depthwise/kernel").permute(2, 3, 0, 1).reshape(12, 1, 3, 3)),
            ("head.weight", Value("head/kernel").t()),
            ("head.bias", Value("head/bias")),
            ("features.1.num_batches_tracked", zeros(1)),
        ];
        return [.. tensors.Select(tensor => (tensor.Item1, "F32", tensor.Item2.shape, Bytes(tensor.Item2)))];
    }

    private static void AssertLoads(Network network, string path, string? map)
    {
        using var fresh = Build();
        ModelFile.LoadWeights(fresh, path, map);
        foreach (var (expected, actual) in network.Weights.Zip(fresh.Weights))
        {
            Assert.Equal(GoldenData.Values(expected.Value), GoldenData.Values(actual.Value));
        }
    }

    private static byte[] Bytes(Tensor tensor) => SafeTensorForge.Floats(GoldenData.Values(tensor));

    private static string MapFile(string json)
    {
        var path = Path.Combine(TestFolder.Create(), "map.json");
        File.WriteAllText(path, json);
        return path;
    }
}
