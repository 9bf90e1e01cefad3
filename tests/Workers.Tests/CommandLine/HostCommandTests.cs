using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Host.Verbs;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>The command line as its callers see it: exit code, standard output, standard error.</summary>
public sealed partial class HostCommandTests
{
    private static IReadOnlyList<Command> Verbs => [.. VerbCatalog.All.Select(verb => verb(new HostOutput(TextWriter.Null, TextWriter.Null, TextReader.Null)))];

    [Fact]
    public async Task Help_OfEveryVerb_IsInBothLanguages()
    {
        foreach (var verb in Verbs)
        {
            var (code, output, _) = await RunAsync(verb.Name, "--help");
            Assert.Equal(0, code);
            Assert.Contains("Usage:", output, StringComparison.Ordinal);
            Assert.DoesNotMatch(Han(), output);
            Assert.All([verb.Description, .. verb.Options.Select(option => option.Description)], text => Assert.Contains(Flat(text!), Flat(output)));

            var (_, chinese, _) = await RunAsync(verb.Name, "--help", "--language", "zh-CN");
            Assert.DoesNotContain(Flat(verb.Description!), Flat(chinese));
            Assert.All(verb.Options, option => Assert.DoesNotContain(Flat(option.Description!), Flat(chinese)));
            Assert.Matches(Han(), chinese);
        }
    }

    // Help is broken into lines.
    private static string Flat(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [Fact]
    public async Task BadInput_IsRefusedInOneSentence()
    {
        foreach (
            var arguments in new string[][]
            {
                ["train", "--spec", "nowhere.json", "--out", "x"],
                ["train", "--out", "x"],
                ["juggle"],
                ["inspect", "nowhere.keras"],
                ["inspect", "backbone:Nothing"],
                ["split", "--data", "nowhere"],
                ["import", "--from", "nowhere", "--store", "x", "--parts", "None"],
                ["convert", "--from", "a.keras", "--to", "b.onnx2"],
                ["predict", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--input", "nowhere"],
            }
        )
        {
            var (code, output, people) = await RunAsync(arguments);
            Assert.Equal(2, code);
            Assert.Equal("", output);
            Assert.Single(people.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public async Task Split_AsJson_NamesEveryPictureOnce()
    {
        using var folder = new PictureFolder();
        var (code, output, _) = await RunAsync("split", "--data", folder.Pictures, "--validation-split", "0.25", "--seed", "7", "--json");
        Assert.Equal(0, code);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["class0", "class1", "class2"], json.GetProperty("classNames").EnumerateArray().Select(e => e.GetString()));
        var all = json.GetProperty("training").EnumerateArray().Concat(json.GetProperty("validation").EnumerateArray()).Select(e => e.GetString()).ToArray();
        Assert.Equal(6, json.GetProperty("validation").GetArrayLength());
        Assert.Equal(27, all.Distinct().Count());
        Assert.Equal(2, (await RunAsync("split", "--data", folder.Pictures, "--validation-split", "1.5")).Code);
    }

    [Fact]
    public async Task Inspect_OfAKerasFile_TellsWhatKerasTells()
    {
        var golden = GoldenFile.Read("formats/index.json").GetProperty("pretrained_model");
        var path = GoldenFile.Path("formats/pretrained_model.keras");
        var json = JsonDocument.Parse((await RunAsync("inspect", path, "--json")).Output).RootElement;
        Assert.Equal(golden.GetProperty("params").GetInt64(), json.GetProperty("params").GetInt64());
        Assert.Equal(golden.GetProperty("trainable_params").GetInt64(), json.GetProperty("trainableParams").GetInt64());
        Assert.Equal(
            golden.GetProperty("layers").EnumerateArray().Select(l => (l[0].GetString(), l[1].GetString(), l[2].GetBoolean())),
            json.GetProperty("layers")
                .EnumerateArray()
                .Select(l => (l.GetProperty("name").GetString(), l.GetProperty("class").GetString(), l.GetProperty("trainable").GetBoolean()))
        );
        Assert.Equal("[null,32,32,3]", Compact(json.GetProperty("inputShape")));
        Assert.Equal("[null,10]", Compact(json.GetProperty("outputShape")));
        Assert.Equal("[3,3,3,32]", Compact(json.GetProperty("weights")[0].GetProperty("shape")));
        Assert.Equal("float32", json.GetProperty("weights")[0].GetProperty("dtype").GetString());
        var (_, text, _) = await RunAsync("inspect", path);
        Assert.Contains("│ conv2d (Conv2D)", text, StringComparison.Ordinal);
        Assert.Contains(" Total params: 61,130 (238.79 KB)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OfAnArray_GivesKerasNumbers()
    {
        var golden = GoldenFile.Read("formats/index.json").GetProperty("pretrained_model");
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        NpyFile.Write(folder["x.npy"], GoldenData.Image(32, 4, 32, 32, 3).mul_(1 / 255f));
        var model = GoldenFile.Path("formats/pretrained_model.keras");
        Assert.Equal(0, (await RunAsync("predict", "--model", model, "--input", folder["x.npy"], "--output", folder["y.npy"])).Code);
        var outputs = NpyFile.Read(folder["y.npy"]);
        Assert.Equal([4L, 10], outputs.shape);
        GoldenData.AssertClose(GoldenFile.Floats(golden.GetProperty("outputs")[0].GetProperty("values")), GoldenData.Values(outputs), 1e-4, "outputs");
        foreach (var layer in new[] { "-2", "dense" })
        {
            Assert.Equal(0, (await RunAsync("predict", "--model", model, "--input", folder["x.npy"], "--output", folder["z.npy"], "--layer", layer)).Code);
            GoldenData.AssertClose(
                GoldenFile.Floats(golden.GetProperty("features_layer_-2").GetProperty("values")),
                GoldenData.Values(NpyFile.Read(folder["z.npy"])),
                1e-4,
                layer
            );
        }
        var json = JsonDocument.Parse((await RunAsync("predict", "--model", model, "--input", folder["x.npy"], "--json")).Output).RootElement;
        Assert.Equal(10, json.GetProperty("classes").GetArrayLength());
        Assert.Equal(4, json.GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task Predict_OfANetworkThatTakesText_ReadsLinesAndUnicodeArrays()
    {
        using var folder = new TemporaryFolder();
        using (NameScope.Begin())
        {
            var item = System.Text.Json.Nodes.JsonNode.Parse("""{"name":"words","output_mode":"count","vocabulary":["foo","bar"]}""")!.AsObject();
            var input = InputLayer.Create(TensorShape.Of(null, 1), "string").Output;
            using var network = new Network(input, LayerRegistry.Create("TextVectorization", item).Apply(input), "n");
            ModelFile.Save(network, folder["text.keras"]);
        }

        await File.WriteAllLinesAsync(folder["x.txt"], ["Foo foo bar!", "nothing"], TestContext.Current.CancellationToken);
        string[] texts = ["Foo foo bar!", "nothing"];
        var header = "{'descr': '<U12', 'fortran_order': False, 'shape': (2, 1), }".PadRight(117) + "\n";
        await File.WriteAllBytesAsync(
            folder["x.npy"],
            [
                0x93,
                .. "NUMPY"u8,
                1,
                0,
                118,
                0,
                .. System.Text.Encoding.Latin1.GetBytes(header),
                .. texts.SelectMany(text => System.Text.Encoding.UTF32.GetBytes(text.PadRight(12, '\0'))),
            ],
            TestContext.Current.CancellationToken
        );
        foreach (var file in (string[])["x.txt", "x.npy"])
        {
            Assert.Equal(0, (await RunAsync("predict", "--model", folder["text.keras"], "--input", folder[file], "--output", folder["y.npy"])).Code);
            Assert.Equal([0, 2, 1, 1, 0, 0], GoldenData.Values(NpyFile.Read(folder["y.npy"])));
        }

        using var scope = NewDisposeScope();
        NpyFile.Write(folder["numbers.npy"], zeros(2, 1));
        Assert.Equal(2, (await RunAsync("predict", "--model", folder["text.keras"], "--input", folder["numbers.npy"])).Code);
    }

    [Fact]
    public async Task TrainThenPredictAndEvaluate_SayTheRunsOwnNumbers()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 2 }] };
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(spec));
        var (code, events, _) = await RunAsync("train", "--spec", folder.Out("spec.json"), "--out", folder.Out("out"), "--threads", "1");
        Assert.Equal(0, code);
        Assert.All(events.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("{\"kind\":", line, StringComparison.Ordinal));
        var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Out("out"), "evaluation.json"))).RootElement;
        var model = Path.Combine(folder.Out("out"), "best.keras");
        var (_, output, people) = await RunAsync("predict", "--model", model, "--input", folder.Pictures, "--json", "--threads", "1");
        Assert.Equal("", people);
        var predicted = JsonDocument
            .Parse(output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("file").GetString()!);
        Assert.Equal(27, predicted.Count);
        foreach (var expected in report.GetProperty("predictions").EnumerateArray())
        {
            var probabilities = predicted[expected.GetProperty("file").GetString()!].GetProperty("probabilities");
            Assert.All(
                GoldenFile.Floats(expected.GetProperty("probabilities")).Zip(GoldenFile.Floats(probabilities)),
                p => Assert.Equal(p.First, p.Second, 1e-6)
            );
        }
        var evaluated = JsonDocument.Parse((await RunAsync("evaluate", "--model", model, "--data", folder.Pictures, "--json")).Output).RootElement;
        Assert.Equal(27, evaluated.GetProperty("samples").GetInt32());
        var asked = predicted.First();
        var (_, served, _) = await RunAsync(
            new StringReader($"{Path.Combine(folder.Pictures, asked.Key)}\nnowhere.png\n"),
            "predict",
            "--model",
            model,
            "--stdin"
        );
        var lines = served.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(asked.Value.GetProperty("class").GetString(), lines[0].GetProperty("class").GetString());
        Assert.Contains("nowhere.png", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_AndBack_KeepsTheModel()
    {
        using var folder = new TemporaryFolder();
        var model = GoldenFile.Path("formats/pretrained_model.keras");
        Assert.Equal(0, (await RunAsync("convert", "--from", model, "--to", folder["a.keras"])).Code);
        Assert.Equal((await RunAsync("inspect", model, "--json")).Output, (await RunAsync("inspect", folder["a.keras"], "--json")).Output);
        Assert.Equal(0, (await RunAsync("convert", "--from", model, "--to", folder["a.weights.h5"])).Code);
        Assert.True(File.Exists(folder["a.weights.h5"]));
    }

    [Fact]
    public async Task Augment_WritesPicturesThatDiffer()
    {
        using var folder = new PictureFolder();
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)));
        var (code, output, _) = await RunAsync(
            "augment",
            "--data",
            folder.Pictures,
            "--spec",
            folder.Out("spec.json"),
            "--out",
            folder.Out("previews"),
            "--count",
            "4",
            "--json"
        );
        Assert.Equal(0, code);
        Assert.Equal(4, JsonDocument.Parse(output).RootElement.GetProperty("pictures").GetArrayLength());
        Assert.Equal(4, Directory.GetFiles(folder.Out("previews"), "*.png").Select(file => Convert.ToHexString(File.ReadAllBytes(file))).Distinct().Count());
    }

    [Fact]
    public async Task Train_ThatIsAskedToStop_ExitsWithThree_AndOneThatDivergesWithFour()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(spec));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var output = new HostOutput(new StringWriter(), new StringWriter(), TextReader.Null);
        Assert.Equal(3, await HostCommand.RunAsync(["train", "--spec", folder.Out("spec.json"), "--out", folder.Out("a")], output, stop.Token));
        File.WriteAllText(
            folder.Out("spec.json"),
            TrainingSpecJson.Write(
                spec with
                {
                    Stages =
                    [
                        new StageSpec
                        {
                            Epochs = 2,
                            Unfreeze = Unfreeze.All,
                            Optimizer = new ComponentSpec("SGD", ("learningRate", 1e30)),
                        },
                    ],
                }
            )
        );
        Assert.Equal(4, (await RunAsync("train", "--spec", folder.Out("spec.json"), "--out", folder.Out("b"))).Code);
    }

    private static Task<(int Code, string Output, string People)> RunAsync(params string[] arguments) => RunAsync(TextReader.Null, arguments);

    private static async Task<(int Code, string Output, string People)> RunAsync(TextReader input, params string[] arguments)
    {
        var (output, people) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await HostCommand.RunAsync(arguments, new HostOutput(output, people, input), TestContext.Current.CancellationToken);
        return (code, output.ToString(), people.ToString());
    }

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}
