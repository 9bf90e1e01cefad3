using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Augmentation;

public sealed class AugmentationTests
{
    private static readonly string[] Built =
    [
        "RandomFlip",
        "RandomRotation",
        "RandomZoom",
        "RandomContrast",
        "RandomTranslation",
        "RandomBrightness",
        "RandomCrop",
    ];

    [Fact]
    public void Transform_OfARecordedDraw_GivesKerasPixels()
    {
        var golden = GoldenFile.Read("data/augment.json");
        using var scope = NewDisposeScope();
        var pictures = Read(golden.GetProperty("images"));
        var cases = golden.GetProperty("cases").EnumerateArray().Where(c => Built.Contains(c.GetProperty("layer").GetString())).ToArray();
        Assert.True(cases.Length >= 16);
        foreach (var c in cases)
        {
            using var names = NameScope.Begin();
            var layer = Layer(c.GetProperty("layer").GetString()!, c.GetProperty("config"));
            var recorded = c.GetProperty("transformation");
            var drawn =
                recorded.ValueKind == JsonValueKind.Array
                    ? recorded.EnumerateArray().Zip(["h_start", "w_start"]).ToDictionary(p => p.Second, p => Read(p.First))
                    : recorded.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object).ToDictionary(p => p.Name, p => Read(p.Value));
            var difference = (layer.Transform(pictures, drawn) - Read(c.GetProperty("output"))).abs();
            var exact = layer is RandomFlip;
            Fidelity.Check(
                FidelitySection.Data,
                c.GetProperty("layer").GetString()!,
                "pixels 0..255 (absolute)",
                difference.max().item<float>(),
                exact ? 0 : 0.05
            );
            Assert.True(layer.Call([pictures], CallContext.Inference).allclose(pictures, 0, 0));
        }
    }

    [Fact]
    public void Draw_ManyTimes_KeepsToKerasRanges()
    {
        var golden = GoldenFile.Read("data/augment.json").GetProperty("draws");
        var checks = 0;
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        foreach (var c in golden.EnumerateObject())
        {
            var name = c.Name.Split(' ')[0];
            if (!Built.Contains(name) || c.Value.GetRawText() == "{}")
            {
                continue;
            }
            using var names = NameScope.Begin();
            var layer = Layer(name, JsonDocument.Parse(c.Name[(name.Length + 1)..].Replace('\'', '"').Replace('(', '[').Replace(')', ']')).RootElement);
            var drawn = layer.Draw(512, 12, 16, generator);
            foreach (var (key, values) in drawn)
            {
                var expected = c.Value.GetProperty(key);
                var (low, high) = (expected.GetProperty("min").GetSingle(), expected.GetProperty("max").GetSingle());
                var actual = values.to_type(ScalarType.Float32);
                var slack = 0.02f * (high - low);
                Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()), values.shape);
                Assert.InRange(actual.min().item<float>(), low - slack, low + slack);
                Assert.InRange(actual.max().item<float>(), high - slack, high + slack);
                Assert.InRange(
                    actual.mean().item<float>(),
                    expected.GetProperty("mean").GetSingle() - (0.1f * (high - low)),
                    expected.GetProperty("mean").GetSingle() + (0.1f * (high - low))
                );
                checks++;
            }
        }
        Assert.True(checks >= 14, $"{checks} checks");
    }

    [Fact]
    public void Call_WithTheSameGeneratorState_GivesTheSamePixels()
    {
        using var scope = NewDisposeScope();
        var layer = new RandomRotation(FactorRange.Symmetric(0.2));
        var pictures = rand(4, 9, 7, 3).mul_(255);
        using var generator = new Generator(3);
        var state = generator.get_state();
        var first = layer.Call([pictures], new CallContext { Training = true, Generator = generator });
        var second = layer.Call([pictures], new CallContext { Training = true, Generator = generator });
        generator.set_state(state);
        var third = layer.Call([pictures], new CallContext { Training = true, Generator = generator });
        Assert.False(first.allclose(second));
        Assert.True(first.allclose(third, 0, 0));
    }

    [Fact]
    public void Config_ReadFromKeras_IsWrittenBackAlike()
    {
        var tree = JsonNode.Parse(File.ReadAllText(GoldenFile.Path("formats/trees/augmented_mixed.keras.json")))!;
        var layers = tree["config"]!["config"]!["layers"]!.AsArray().First(l => (string?)l!["class_name"] == "Sequential")!["config"]!["layers"]!.AsArray();
        foreach (var layer in layers.Where(l => ((string)l!["class_name"]!).StartsWith("Random", StringComparison.Ordinal)))
        {
            var config = layer!["config"]!.DeepClone().AsObject();
            config["dtype"]!.AsObject().Remove("shared_object_id");
            var written = LayerRegistry.Create((string)layer["class_name"]!, config).GetConfig();
            Assert.Equal(config.Select(p => p.Key), written.Select(p => p.Key));
            Assert.True(JsonNode.DeepEquals(config, written), $"{config.ToJsonString()}\n{written.ToJsonString()}");
        }
    }

    private static RandomPictureLayer Layer(string name, JsonElement config)
    {
        var json = JsonObject.Create(config)!;
        json["name"] = "layer";
        return (RandomPictureLayer)LayerRegistry.Create(name, json);
    }

    private static Tensor Read(JsonElement json)
    {
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
        var values = json.GetProperty("values").EnumerateArray().ToArray();
        return values[0].ValueKind is JsonValueKind.True or JsonValueKind.False
            ? tensor([.. values.Select(v => v.GetBoolean())], shape)
            : tensor([.. values.Select(v => v.GetSingle())], shape);
    }
}
