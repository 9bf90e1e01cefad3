using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Every file that Keras wrote for us, through the command line: looked into, run, converted, read back, refused.</summary>
public sealed class GoldenFilesTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Models() =>
        [
            "pretrained_model.keras",
            "pretrained_model.h5",
            "transfer_mobilenet.keras",
            "augmented_mixed.keras",
            "layer_zoo.keras",
            "layer_zoo.h5",
            "tokens.keras",
        ];

    [Theory, MemberData(nameof(Models))]
    public async Task Inspect_TellsWhatKerasTells(string name)
    {
        var expected = Index(name);
        var (code, output, people) = await Commands.RunAsync("inspect", Golden(name), "--json");
        Assert.Equal((0, ""), (code, people));
        var told = JsonDocument.Parse(output).RootElement;
        Fidelity.Same(FidelitySection.Files, name, "command line: parameters", expected["params"]!.GetValue<long>(), told.GetProperty("params").GetInt64());
        if (expected["layers"] is not null)
        {
            Assert.Equal(expected["trainable_params"]!.GetValue<long>(), told.GetProperty("trainableParams").GetInt64());
            Fidelity.Same(
                FidelitySection.Files,
                name,
                "command line: layers",
                expected["layers"]!.AsArray().Select(l => $"{l![0]} {l[1]} {l[2]!.GetValue<bool>()}"),
                told.GetProperty("layers")
                    .EnumerateArray()
                    .Select(l => $"{l.GetProperty("name")} {l.GetProperty("class")} {l.GetProperty("trainable").GetBoolean()}")
            );
        }
        var (_, summary, _) = await Commands.RunAsync("inspect", Golden(name));
        Assert.Contains($"Total params: {expected["params"]!.GetValue<long>():N0}", summary, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Predict_GivesKerasNumbers_FromEveryFileItIsConvertedTo(string name)
    {
        using var folder = new TemporaryFolder();
        await AssertPredictions(name, Golden(name), folder, "command line: predictions");
        foreach (var ending in (string[])[".keras", ".h5"])
        {
            Assert.Equal(0, (await Commands.RunAsync("convert", "--from", Golden(name), "--to", folder["a" + ending])).Code);
            await AssertPredictions(name, folder["a" + ending], folder, $"command line: predictions of the {ending} it is converted to");

            // Written again from what was written: nothing moves.
            Assert.Equal(0, (await Commands.RunAsync("convert", "--from", folder["a" + ending], "--to", folder["b" + ending])).Code);
            Fidelity.Same(
                FidelitySection.Files,
                name,
                $"written and written again: tree of the {ending}",
                KerasTree.Describe(folder["a" + ending]),
                KerasTree.Describe(folder["b" + ending])
            );
        }

        Assert.Equal(JsonText.Canonical(KerasTree.Config(folder["a.keras"])), JsonText.Canonical(KerasTree.Config(folder["b.keras"])));
        Assert.Equal(KerasTree.Entries(folder["a.keras"]), KerasTree.Entries(folder["b.keras"]));
        var tree = GoldenData.Json("formats", "trees", name + ".json");
        if (name.EndsWith(".keras", StringComparison.Ordinal))
        {
            Fidelity.Same(
                FidelitySection.Files,
                name,
                "command line: config.json of the .keras it is converted to",
                JsonText.Canonical(tree["config"]),
                JsonText.Canonical(KerasTree.Config(folder["a.keras"]))
            );
            Fidelity.Same(
                FidelitySection.Files,
                name,
                "command line: tree of the .keras it is converted to",
                KerasTree.Describe(tree["weights"]!.AsArray()),
                KerasTree.Describe(folder["a.keras"])
            );
        }
        else
        {
            Fidelity.Same(
                FidelitySection.Files,
                name,
                "command line: tree of the .h5 it is converted to",
                KerasTree.Describe(tree["tree"]!.AsArray()),
                KerasTree.Describe(folder["a.h5"])
            );
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Convert_ToWeightsAlone_AndBackIntoTheNetwork(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Assert.Equal(0, (await Commands.RunAsync("convert", "--from", Golden(name), "--to", folder["a.weights.h5"])).Code);
        using var network = ModelFile.Load(Golden(name)).Network;
        float[][] before = [.. network.Weights.Select(weight => GoldenData.Values(weight.Value))];
        foreach (var weight in network.Weights)
        {
            weight.Assign(new float[weight.Count]);
        }
        ModelFile.LoadWeights(network, folder["a.weights.h5"]);
        Fidelity.Same(
            FidelitySection.Files,
            name,
            "command line: weights read back from a .weights.h5",
            before,
            [.. network.Weights.Select(weight => GoldenData.Values(weight.Value))]
        );
        ModelFile.Save(network, folder["b.weights.h5"]);
        Assert.Equal(Layers(KerasTree.Describe(folder["a.weights.h5"])), Layers(KerasTree.Describe(folder["b.weights.h5"])));
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Convert_ToOnnx_GivesKerasNumbersInOnnxRuntime(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Assert.Equal(0, (await Commands.RunAsync("convert", "--from", Golden(name), "--to", folder["a.onnx"])).Code);
        using var session = OnnxCheck.Open(folder["a.onnx"]);
        var results = OnnxCheck.Run(session, Inputs(name));
        foreach (var (expected, actual) in Index(name)["outputs"]!.AsArray().Zip(results))
        {
            Fidelity.Close(
                FidelitySection.Files,
                name,
                "command line: predictions of the .onnx",
                GoldenData.Floats(expected!["values"]),
                actual.Values,
                Allowed(name)
            );
        }
    }

    [Theory]
    [InlineData("pretrained_model.keras", "-2", "dense")]
    [InlineData("transfer_mobilenet.keras", "1", "MobileNetV3Small")]
    [InlineData("layer_zoo.keras", "-1", "")]
    [InlineData("layer_zoo.h5", "5", "")]
    [InlineData("tokens.keras", "-2", "")]
    [InlineData("augmented_mixed.keras", "1", "data_augmentation")]
    public async Task Predict_OfALayer_HasTheShapeThatInspectTells(string name, string place, string layer)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var inputs = Written(name, folder);
        var layers = JsonDocument
            .Parse((await Commands.RunAsync("inspect", Golden(name), "--json")).Output)
            .RootElement.GetProperty("layers")
            .EnumerateArray()
            .ToArray();
        var index = int.Parse(place, System.Globalization.CultureInfo.InvariantCulture);
        var told = layers[index < 0 ? layers.Length + index : index];
        layer = layer.Length > 0 ? layer : told.GetProperty("name").GetString()!;
        Assert.Equal(told.GetProperty("name").GetString(), layer);
        var (code, _, people) = await Commands.RunAsync(["predict", "--model", Golden(name), .. inputs, "--layer", place, "--output", folder["place.npy"]]);
        Assert.True(code == 0, people);
        Assert.Equal(0, (await Commands.RunAsync(["predict", "--model", Golden(name), .. inputs, "--layer", layer, "--output", folder["name.npy"]])).Code);
        var values = NpyFile.Read(folder["place.npy"]);
        Assert.Equal(told.GetProperty("outputShape").EnumerateArray().Skip(1).Select(d => d.GetInt64()), values.shape[1..]);
        Assert.Equal(GoldenData.Values(values), GoldenData.Values(NpyFile.Read(folder["name.npy"])));
    }

    [Fact]
    public async Task Predict_OfAKerasApplicationsFile_GivesKerasFeatures()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var golden = GoldenData.Json("formats", "index.json")["applications_h5"]!;
        var input = golden["inputs"]![0]!;
        long[] shape = [.. input["shape"]!.AsArray().Select(d => d!.GetValue<long>())];
        NpyFile.Write(folder["x.npy"], GoldenData.Image(input["image_seed"]!.GetValue<ulong>(), shape));
        var model = $"backbone:MobileNetV3Small?weights={Golden((string)golden["files"]![0]!)}&input={shape[1]}x{shape[2]}x{shape[3]}&pooling=avg";
        var (code, _, people) = await Commands.RunAsync("predict", "--model", model, "--input", folder["x.npy"], "--output", folder["y.npy"]);
        Assert.True(code == 0, people);
        Fidelity.Close(
            FidelitySection.Files,
            "Keras Applications h5 (MobileNetV3Small)",
            "command line: pooled features",
            GoldenData.Floats(golden["gap"]),
            GoldenData.Values(NpyFile.Read(folder["y.npy"])),
            Tolerance
        );
    }

    [Fact]
    public async Task WeightsAlone_AreNoModel()
    {
        var (code, output, people) = await Commands.RunAsync("inspect", Golden("pretrained_model.weights.h5"));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("weights", people, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuse_lambda.keras", "evil_lambda")]
    [InlineData("refuse_lambda.h5", "evil_lambda")]
    [InlineData("refuse_custom_layer.keras", "strange")]
    public async Task WhatIsNotData_IsRefusedByLayer_ByEveryVerb(string name, string layer)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        NpyFile.Write(folder["x.npy"], zeros(1, 4));
        foreach (
            var arguments in new string[][]
            {
                ["inspect", Golden(name)],
                ["inspect", Golden(name), "--json"],
                ["predict", "--model", Golden(name), "--input", folder["x.npy"]],
                ["evaluate", "--model", Golden(name), "--data", folder.Path],
                ["convert", "--from", Golden(name), "--to", folder["a.keras"]],
                ["convert", "--from", Golden(name), "--to", folder["a.onnx"]],
            }
        )
        {
            var (code, output, people) = await Commands.RunAsync(arguments);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains($"'{layer}'", Assert.Single(people.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
        Assert.Equal([folder["x.npy"]], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Split_PutsEveryFileWhereKerasDoes()
    {
        foreach (var cases in GoldenData.Json("data", "split.json")["cases"]!.AsArray().GroupBy(c => c!["counts"]!.ToJsonString()))
        {
            using var folder = new TemporaryFolder();
            foreach (var file in Strings(cases.First()!["training"]).Concat(Strings(cases.First()!["validation"])))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
                File.WriteAllBytes(folder[file], []);
            }
            foreach (var golden in cases)
            {
                var (code, output, _) = await Commands.RunAsync(
                    "split",
                    "--data",
                    folder.Path,
                    "--validation-split",
                    golden!["validation_split"]!.ToJsonString(),
                    "--seed",
                    golden["seed"]!.ToJsonString(),
                    "--json"
                );
                Assert.Equal(0, code);
                var told = JsonNode.Parse(output)!;
                Assert.Equal(Strings(golden["class_names"]), Strings(told["classNames"]));
                Fidelity.Same(
                    FidelitySection.Data,
                    "validation split",
                    "command line: which file goes where, in order",
                    [.. Strings(golden["training"]), "|", .. Strings(golden["validation"])],
                    (string[])[.. Strings(told["training"]), "|", .. Strings(told["validation"])]
                );
            }
        }
    }

    private static async Task AssertPredictions(string name, string model, TemporaryFolder folder, string measure)
    {
        using var scope = NewDisposeScope();
        var outputs = Index(name)["outputs"]!.AsArray();
        string[] files = [folder["y.npy"], .. Enumerable.Range(1, outputs.Count - 1).Select(i => folder[$"y.{i}.npy"])];
        var (code, _, people) = await Commands.RunAsync(["predict", "--model", model, .. Written(name, folder), "--output", files[0]]);
        Assert.True(code == 0, people);
        foreach (var (expected, file) in outputs.Zip(files))
        {
            var values = NpyFile.Read(file);
            Assert.Equal(expected!["shape"]!.AsArray().Select(d => d!.GetValue<long>()), values.shape);
            Fidelity.Close(FidelitySection.Files, name, measure, GoldenData.Floats(expected["values"]), GoldenData.Values(values), Allowed(name));
            Assert.Contains(file, people, StringComparison.Ordinal);
            File.Delete(file);
        }
    }

    // The arguments that hand a model its inputs.
    private static string[] Written(string name, TemporaryFolder folder) =>
        [
            .. Inputs(name)
                .SelectMany(
                    (input, i) =>
                    {
                        NpyFile.Write(folder[$"x{i}.npy"], input);
                        return (string[])["--input", folder[$"x{i}.npy"]];
                    }
                ),
        ];

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

    // The optimizer's part of a weight file stands or falls with the optimizer, which weights alone do not bring.
    private static IEnumerable<string> Layers(IEnumerable<string> tree) => tree.Where(line => !line.StartsWith("/optimizer", StringComparison.Ordinal));

    private static double Allowed(string name) => Index(name)["tolerance"]?.GetValue<double>() ?? Tolerance;

    private static string[] Strings(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];

    private static string Golden(string name) => Repository.Golden("formats", name);

    private static JsonObject Index(string name) => GoldenData.Json("formats", "index.json")[Path.GetFileNameWithoutExtension(name)]!.AsObject();
}
