using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

public class KerasFileTests
{
    private static readonly string[] Models =
    [
        "pretrained_model.keras",
        "pretrained_model.h5",
        "transfer_mobilenet.keras",
        "augmented_mixed.keras",
        "layer_zoo.keras",
        "layer_zoo.h5",
        "tokens.keras",
    ];

    public static TheoryData<string> Files() => [.. Models];

    public static TheoryData<string> KerasFiles() => [.. Models.Where(name => name.EndsWith(".keras", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Files))]
    public void Load_PredictsAsKeras(string name)
    {
        using var model = ModelFile.Load(Golden(name));
        AssertPredictions(name, model.Network);
    }

    [Theory, MemberData(nameof(Files))]
    public void Load_ListsLayersAsKeras(string name)
    {
        var expected = Index(name);
        using var model = ModelFile.Load(Golden(name));
        Assert.Equal(expected["params"]!.GetValue<long>(), model.Network.CountParams());
        if (expected["layers"] is null)
        {
            return;
        }

        Assert.Equal(expected["trainable_params"]!.GetValue<long>(), model.Network.TrainableWeights.Sum(w => w.Count));
        Assert.Equal(
            expected["layers"]!.AsArray().Select(l => $"{l![0]} {l[1]} {l[2]!.GetValue<bool>()}"),
            model.Network.Layers.Select(l => $"{l.Name} {l.ClassName} {l.Trainable}")
        );
    }

    [Theory, MemberData(nameof(KerasFiles))]
    public void Save_WritesTheTreeAndConfigOfKeras(string name)
    {
        var tree = GoldenData.Json("formats", "trees", name + ".json");
        using var model = ModelFile.Load(Golden(name));
        var path = Path.Combine(TestFolder.Create(), name);
        KerasFile.Save(model.Network, path, model.CompileConfig, model.Optimizer);

        Assert.Equal(["metadata.json", "config.json", "model.weights.h5"], KerasTree.Entries(path).Select(entry => entry.Name));
        Assert.All(KerasTree.Entries(path), entry => Assert.Equal(0, entry.Method));
        Fidelity.Same(FidelitySection.Files, name, "written: config.json", JsonText.Canonical(tree["config"]), JsonText.Canonical(KerasTree.Config(path)));
        Fidelity.Same(
            FidelitySection.Files,
            name,
            "written: tree of the weight file",
            KerasTree.Describe(tree["weights"]!.AsArray()),
            KerasTree.Describe(path)
        );

        using var again = ModelFile.Load(path);
        AssertPredictions(name, again.Network);
        Assert.Equal(JsonText.Canonical(model.CompileConfig), JsonText.Canonical(again.CompileConfig));
        foreach (var (before, after) in model.Network.Weights.Zip(again.Network.Weights))
        {
            Assert.Equal(GoldenData.Values(before.Value), GoldenData.Values(after.Value));
        }

        foreach (var (before, after) in (model.Optimizer?.Variables ?? []).Zip(again.Optimizer?.Variables ?? []))
        {
            Assert.Equal(GoldenData.Values(before.Value), GoldenData.Values(after.Value));
        }
    }

    [Theory]
    [InlineData("pretrained_model.keras", "pretrained_model.h5")]
    [InlineData("pretrained_model.keras", "pretrained_model.weights.h5")]
    [InlineData("pretrained_model.h5", "pretrained_model.h5")]
    [InlineData("layer_zoo.keras", "layer_zoo.h5")]
    public void Save_InAnotherFormat_WritesTheTreeOfKeras(string from, string to)
    {
        using var model = ModelFile.Load(Golden(from));
        var path = Path.Combine(TestFolder.Create(), to);
        ModelFile.Save(model.Network, path, model.CompileConfig, model.Optimizer);
        Fidelity.Same(
            FidelitySection.Files,
            to,
            $"written from {from}: tree of the file",
            KerasTree.Describe(GoldenData.Json("formats", "trees", to + ".json")["tree"]!.AsArray()),
            KerasTree.Describe(path)
        );
    }

    [Theory]
    [InlineData("transfer_mobilenet.keras", "transfer_mobilenet.h5")]
    [InlineData("pretrained_model.h5", "pretrained_model.keras")]
    [InlineData("layer_zoo.h5", "layer_zoo.keras")]
    public void Save_InAnotherFormat_IsReadBackEqual(string from, string to)
    {
        using var model = ModelFile.Load(Golden(from));
        var path = Path.Combine(TestFolder.Create(), to);
        ModelFile.Save(model.Network, path, model.CompileConfig, model.Optimizer);
        using var again = ModelFile.Load(path);
        AssertPredictions(from, again.Network);
        Assert.Equal(JsonText.Canonical(model.CompileConfig), JsonText.Canonical(again.CompileConfig));
        Assert.Equal(model.Optimizer?.Variables.Count, again.Optimizer?.Variables.Count);
    }

    [Fact]
    public void Load_WeightsOnly_IntoTheSameNetwork()
    {
        using var network = TutorialNetwork.Create();
        ModelFile.LoadWeights(network, Golden("pretrained_model.weights.h5"));
        AssertPredictions("pretrained_model.keras", network);
    }

    [Fact]
    public void Predict_AtTheLayerBeforeTheLast_IsKeras()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(Golden("pretrained_model.keras"));
        var expected = Index("pretrained_model.keras")["features_layer_-2"]!;
        var features = model.Network.CutAt(-2).Predict(Inputs("pretrained_model.keras")[0]);
        Fidelity.Close(
            FidelitySection.Files,
            "pretrained_model.keras",
            "features of layers[-2]",
            GoldenData.Floats(expected["values"]),
            GoldenData.Values(features),
            1e-4
        );
    }

    [Theory]
    [InlineData("refuse_lambda.keras", "evil_lambda")]
    [InlineData("refuse_lambda.h5", "evil_lambda")]
    [InlineData("refuse_custom_layer.keras", "strange")]
    public void Load_WhatIsNotData_IsRefusedByLayer(string name, string layer)
    {
        var refusal = Assert.Throws<RefusedException>(() => ModelFile.Load(Golden(name)));
        Assert.Contains($"'{layer}'", refusal.Message);
    }

    private static string Golden(string name) => Repository.Golden("formats", name);

    private static JsonObject Index(string name) => GoldenData.Json("formats", "index.json")[Path.GetFileNameWithoutExtension(name)]!.AsObject();

    private static Tensor[] Inputs(string name) =>
        [
            .. Index(name)["inputs"]!
                .AsArray()
                .Select(input =>
                {
                    long[] shape = [.. input!["shape"]!.AsArray().Select(d => d!.GetValue<long>())];
                    return input["tokens"] is { } tokens
                        ? tensor(GoldenData.Floats(tokens), shape)
                        : GoldenData.Image(input["image_seed"]!.GetValue<ulong>(), shape) * input["scale"]!.GetValue<float>();
                }),
        ];

    private static void AssertPredictions(string name, Network network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var index = Index(name);
        var outputs = network.Forward(Inputs(name), CallContext.Inference);
        foreach (var (expected, output) in index["outputs"]!.AsArray().Zip(outputs))
        {
            Assert.Equal(expected!["shape"]!.AsArray().Select(d => d!.GetValue<long>()), output.shape);
            Fidelity.Close(
                FidelitySection.Files,
                name,
                "predictions",
                GoldenData.Floats(expected["values"]),
                GoldenData.Values(output),
                index["tolerance"]?.GetValue<double>() ?? 1e-4
            );
        }
    }
}
