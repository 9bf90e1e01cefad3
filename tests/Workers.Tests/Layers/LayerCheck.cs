using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>A layer from its Keras config in a network of its own: filled weights, and the promises every layer makes.</summary>
internal static class LayerCheck
{
    /// <summary>Builds, checks shape, config, .keras and .h5 round trips, agreement of the .onnx file, and hands over inputs and outputs.</summary>
    public static (Network Network, Tensor[] Inputs, Tensor[] Outputs) Run(string className, string config, params long[][] shapes) =>
        Run(className, config, shapes, CallArguments.One());

    public static (Network Network, Tensor[] Inputs, Tensor[] Outputs) Run(
        string className,
        string config,
        long[][] shapes,
        CallArguments arguments,
        params Tensor[] given
    )
    {
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = "layer";
        var layer = LayerRegistry.Create(className, item);
        KerasTensor[] inputs =
        [
            .. shapes.Select((shape, i) => new InputLayer(new TensorShape([null, .. shape.Skip(1).Select(d => (long?)d)]), name: $"in{i}").Output),
        ];
        var network = new Network(inputs, layer.Apply(inputs, arguments), "n");
        GoldenData.Fill(network);
        Tensor[] values = [.. shapes.Select((shape, i) => i < given.Length ? given[i] : GoldenData.Image((ulong)i + 3, shape) / 128 - 1)];
        Tensor[] outputs = [.. network.Forward(values, CallContext.Inference)];
        foreach (var (output, symbol) in outputs.Zip(network.Outputs))
        {
            Assert.Equal([shapes[0][0], .. symbol.Shape.Skip(1).Select(d => d!.Value)], output.shape);
        }

        RoundTrip(network, values, outputs);
        if (OnnxFile.SupportedLayers.Contains(className))
        {
            Assert.InRange(OnnxCheck.Difference(network, values, outputs), 0, 1e-5);
        }

        return (network, values, outputs);
    }

    private static void RoundTrip(Network network, Tensor[] values, Tensor[] outputs)
    {
        foreach (var file in new[] { "layer.keras", "layer.h5" })
        {
            var path = Path.Combine(TestFolder.Create(), file);
            ModelFile.Save(network, path);
            using var again = ModelFile.Load(path);
            Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again.Network)));
            foreach (var (before, after) in outputs.Zip(again.Network.Forward(values, CallContext.Inference)))
            {
                Assert.Equal(GoldenData.Values(before), GoldenData.Values(after));
            }
        }
    }

    public static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        GoldenData.AssertClose(GoldenData.Values(expected), GoldenData.Values(actual), 1e-5, what);
    }

    /// <summary>The weight of that name, as plain numbers to compute with.</summary>
    public static float[] Weight(Network network, string path) => GoldenData.Values(network.Weights.Single(weight => weight.Path == path).Value);
}
