using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Backbones;

/// <summary>One table drives them all: what the catalog holds and golden/backbones describes.</summary>
public class BackboneTests
{
    public static TheoryData<string> Described()
    {
        var names = new TheoryData<string>();
        foreach (var backbone in BackboneCatalog.All.Where(backbone => backbone.Name != "EfficientNetLite0"))
        {
            names.Add(backbone.Name);
        }

        return names;
    }

    [Theory, MemberData(nameof(Described))]
    public void Layers_EqualKeras(string name)
    {
        var golden = Golden(name);
        using var network = BackboneCatalog.Named(name).Build();
        var inbound = Inbound(network);
        Assert.Equal(
            golden["layers"]!.AsArray().Select(l => $"{l!["name"]} {l["class"]} {TensorShape.FromJson(l["output_shape"])} {l["params"]} <- {string.Join(",", l["inbound"]!.AsArray())}"),
            network.Layers.Select(l => $"{l.Name} {l.ClassName} {network.OutputOf(l).Shape} {l.CountParams()} <- {string.Join(",", inbound[l])}"));
    }

    [Theory, MemberData(nameof(Described))]
    public void Configs_EqualKeras(string name)
    {
        var golden = Golden(name);
        using var network = BackboneCatalog.Named(name).Build();
        foreach (var (expected, layer) in golden["layers"]!.AsArray().Zip(network.Layers))
        {
            if (expected!["config"] is { } config)
            {
                Assert.Equal(JsonText.Canonical(config), JsonText.Canonical(layer.GetConfig()));
            }
        }
    }

    [Theory, MemberData(nameof(Described))]
    public void Weights_EqualKeras(string name)
    {
        var golden = Golden(name);
        var backbone = BackboneCatalog.Named(name);
        using var network = backbone.Build();
        Assert.Equal(
            golden["weights"]!.AsArray().Select(w => $"{w!["path"]} ({string.Join(",", w["shape"]!.AsArray())})"),
            network.Weights.Select(w => $"{w.Path} ({string.Join(",", w.Shape)})"));
        Assert.Equal(golden["params_notop"]!.GetValue<long>(), network.CountParams());
        Assert.Equal(backbone.Parameters, network.CountParams());
        Assert.Equal(golden["params_trainable_notop"]!.GetValue<long>(), network.TrainableWeights.Sum(w => w.Count));
        using var top = backbone.Build(new BackboneOptions { IncludeTop = true });
        Assert.Equal(golden["params_with_top"]!.GetValue<long>(), top.CountParams());
    }

    [Theory, MemberData(nameof(Described))]
    public void Forward_OnFilledWeights_EqualsKeras(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var forward = Golden(name)["forward"]!.AsObject();
        var size = forward["size"]!.GetValue<int>();
        using var network = BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(size, size, 3) });
        GoldenData.Fill(network);
        var image = GoldenData.Image(forward["image_seed"]!.GetValue<ulong>(), forward["batch"]!.GetValue<int>(), size, size, 3);
        var taps = forward["taps"]!.AsArray();
        KerasTensor[] tapped = [.. taps.Select(tap => network.OutputOf(network.GetLayer(tap!["name"]!.GetValue<string>()))), network.Outputs[0]];
        var outputs = new Network(network.Inputs, tapped, "taps").Forward([image], CallContext.Inference);
        foreach (var (tap, output) in taps.Zip(outputs))
        {
            var values = GoldenData.Values(output);
            var largest = values.Max(Math.Abs);
            Assert.Equal(tap!["shape"]!.AsArray().Select(d => d!.GetValue<long>()), output.shape);
            Assert.All(GoldenData.Floats(tap["first"]).Zip(values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / largest, 0, 1e-4));
            Assert.InRange(Math.Abs(values.Average() - tap["mean"]!.GetValue<double>()) / largest, 0, 1e-4);
        }

        var pooled = outputs[^1].mean([1, 2]);
        var expected = forward["gap"]!.AsArray().SelectMany(row => GoldenData.Floats(row)).ToArray();
        GoldenData.AssertClose(expected, GoldenData.Values(pooled), 1e-4, $"{name} pooled");
    }

    private static JsonObject Golden(string name)
    {
        if (!File.Exists(Path.Combine(GoldenData.Folder(), "backbones", name + ".json")))
        {
            Assert.Skip($"golden/backbones does not describe {name}.");
        }

        return GoldenData.Json("backbones", name + ".json");
    }

    private static Dictionary<Layer, string[]> Inbound(Network network)
        => network.Layers.ToDictionary(layer => layer, layer => network.Nodes.Where(n => n.Layer == layer).SelectMany(n => n.Inputs.Select(i => i.Layer.Name)).ToArray());
}
