using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.SafeTensors;
using MlOpsDashboard.Workers.Tests.Tasks;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary><c>mlops convert</c> from everything that MODEL names to everything that it writes.</summary>
public sealed class ConvertVerbTests
{
    private const string Small = "backbone:MobileNetV3Small?weights=none&input=32x32x3&pooling=avg&seed=3";

    [Fact]
    public async Task Convert_OfATrainedClassifier_TakesPixelsAndAnswersAsPredict()
    {
        using var folder = new PictureFolder();
        using var scope = NewDisposeScope();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 1 }] };
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(spec));
        Assert.Equal(0, (await RunAsync("train", "--spec", folder.Out("spec.json"), "--out", folder.Out("out"), "--threads", "1")).Code);
        var model = Path.Combine(folder.Out("out"), "best.keras");
        Assert.Equal(0, (await RunAsync("convert", "--from", model, "--to", folder.Out("best.onnx"))).Code);

        using var session = OnnxCheck.Open(folder.Out("best.onnx"));
        Assert.Equal(["image"], session.InputNames);
        Assert.Equal("""["class0","class1","class2"]""", session.ModelMetadata.CustomMetadataMap["classNames"]);
        var picture = Directory.GetFiles(folder.Pictures, "*.png", SearchOption.AllDirectories).Order().First();
        var pipeline = PicturePipeline.Parse(File.ReadAllText(Path.Combine(folder.Out("out"), "preprocessing.json")), "preprocessing.json");
        var store = new PictureStore(new LabelledFiles(".", [], [new LabelledFile("x.png", 0, picture)]), pipeline.Format, budgetBytes: 0);
        var (_, values) = OnnxCheck.Run(session, [store.Batch([0], TestContext.Current.CancellationToken)])[0];
        var (_, answer, _) = await RunAsync("predict", "--model", model, "--input", picture, "--json", "--threads", "1");
        var probabilities = GoldenFile.Floats(JsonDocument.Parse(answer).RootElement.GetProperty("predictions")[0].GetProperty("probabilities"));
        GoldenData.AssertClose(probabilities, values, 1e-5, "probabilities");

        // Without it the file is the network alone, with Keras's own name of the input.
        Assert.Equal(0, (await RunAsync("convert", "--from", model, "--to", folder.Out("bare.onnx"), "--preprocessing", "none")).Code);
        using var bare = OnnxCheck.Open(folder.Out("bare.onnx"));
        using var loaded = ModelFile.Load(model);
        Assert.Equal([loaded.Network.Inputs[0].Layer.Name], bare.InputNames);
    }

    [Theory]
    [InlineData(TaskRunTests.Labels, """["bright","warm"]""", "decoding")]
    [InlineData(TaskRunTests.Numbers, """["size","tilt"]""", "targets")]
    public async Task Convert_OfATasksModel_AnswersAsPredictAndNamesWhatWasFitted(string task, string names, string fitted)
    {
        using var folder = new PictureFolder();
        using var scope = NewDisposeScope();
        var spec = TaskRunTests.Spec(folder, task);
        SmallRun.Run(spec with { Stages = [spec.Stages[0] with { Epochs = 3 }] }, folder.Out("run"));
        var model = folder.Out("run/best.keras");
        Assert.Equal(0, (await RunAsync("convert", "--from", model, "--to", folder.Out("best.onnx"))).Code);

        using var session = OnnxCheck.Open(folder.Out("best.onnx"));
        var stored = JsonNode.Parse(File.ReadAllText(folder.Out("run/preprocessing.json")))!;
        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal((task, names), (metadata["task"], metadata["classNames"]));
        Assert.True(JsonNode.DeepEquals(stored[fitted], JsonNode.Parse(metadata[fitted])), metadata[fitted]);

        var (_, answer, _) = await RunAsync("predict", "--model", model, "--input", folder.Pictures, "--json", "--threads", "1");
        var answers = JsonNode.Parse(answer)!["predictions"]!.AsArray();
        Assert.Equal(27, answers.Count);
        var pipeline = PicturePipeline.Parse(stored.ToJsonString(), "preprocessing.json");
        LabelledFile[] files = [.. answers.Select(a => new LabelledFile((string)a!["file"]!, 0, Path.Combine(folder.Pictures, (string)a["file"]!)))];
        var store = new PictureStore(new LabelledFiles(".", [], files), pipeline.Format, budgetBytes: 0);
        var (shape, values) = OnnxCheck.Run(session, [store.Batch([.. Enumerable.Range(0, files.Length)], TestContext.Current.CancellationToken)])[0];
        Assert.Equal([files.Length, 2], shape);
        var said = answers
            .SelectMany(a =>
                a!["probabilities"]?.AsArray().Select(p => p!.GetValue<float>()) ?? a["values"]!.AsObject().Select(v => v.Value!.GetValue<float>())
            )
            .ToArray();
        GoldenData.AssertClose(said, values, 1e-4, task);
        // Numbers are in the targets' own units, which begin at a thousand; probabilities are none of that.
        Assert.Equal(task == TaskRunTests.Numbers, values.Max() > 500);
        Assert.Equal(task == TaskRunTests.Labels, values.All(v => v is > 0 and < 1));
    }

    [Theory]
    [InlineData("none", "input_layer")]
    [InlineData("stored", "input_layer")]
    [InlineData("include", "image")]
    public async Task Convert_OfABackbone_TakesItsPreprocessingWhenAsked(string choice, string input)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync("convert", "--from", Small, "--to", folder["a.onnx"], "--preprocessing", choice)).Code);
        using var session = OnnxCheck.Open(folder["a.onnx"]);
        Assert.Equal([input], session.InputNames);
    }

    [Theory]
    [InlineData("pretrained_model.keras", "a.h5")]
    [InlineData("pretrained_model.h5", "a.keras")]
    [InlineData("layer_zoo.h5", "a.hdf5")]
    public async Task Convert_BetweenKerasFiles_KeepsModelAndTrainingState(string from, string to)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var source = GoldenFile.Path($"formats/{from}");
        Assert.Equal(0, (await RunAsync("convert", "--from", source, "--to", folder[to])).Code);
        using var before = ModelFile.Load(source);
        using var after = ModelFile.Load(folder[to]);
        Assert.Equal(
            before.Network.Weights.Select(weight => GoldenData.Values(weight.Value)),
            after.Network.Weights.Select(weight => GoldenData.Values(weight.Value))
        );
        Assert.Equal(before.CompileConfig is null, after.CompileConfig is null);
        Assert.Equal(before.Optimizer?.Variables.Count, after.Optimizer?.Variables.Count);
    }

    [Fact]
    public async Task Convert_OfALegacyFile_ToOnnx()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync("convert", "--from", GoldenFile.Path("formats/pretrained_model.h5"), "--to", folder["a.onnx"])).Code);
        using var session = OnnxCheck.Open(folder["a.onnx"]);
        Assert.Equal([-1, 32, 32, 3], session.InputMetadata.Values.Single().Dimensions);
    }

    [Fact]
    public async Task Convert_OfABackboneWithSafeTensors_ReadsThem()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Assert.Equal(0, (await RunAsync("convert", "--from", Small, "--to", folder["a.keras"])).Code);
        using var network = ModelFile.Load(folder["a.keras"]);
        var tensors = network.Network.Weights.Select(weight =>
            ($"model/{weight.Path}", "F32", weight.Shape, SafeTensorForge.Floats(GoldenData.Values(weight.Value)))
        );
        File.WriteAllBytes(folder["w.safetensors"], SafeTensorForge.File([.. tensors]));
        File.WriteAllText(
            folder["names.json"],
            JsonSerializer.Serialize(network.Network.Weights.ToDictionary(weight => $"model/{weight.Path}", weight => weight.Path))
        );
        var words = $"backbone:MobileNetV3Small?weights={folder["w.safetensors"]}&map={folder["names.json"]}&input=32x32x3&pooling=avg";
        Assert.Equal(0, (await RunAsync("convert", "--from", words, "--to", folder["b.keras"])).Code);
        using var again = ModelFile.Load(folder["b.keras"]);
        Assert.Equal(
            network.Network.Weights.Select(weight => GoldenData.Values(weight.Value)),
            again.Network.Weights.Select(weight => GoldenData.Values(weight.Value))
        );

        var (code, _, people) = await RunAsync("inspect", words.Replace($"&map={folder["names.json"]}", "", StringComparison.Ordinal));
        Assert.Equal(2, code);
        Assert.Contains("none for 'conv/kernel'", people, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("inspect", $"backbone:MobileNetV3Small?weights=none&map={folder["names.json"]}")).Code);
    }

    [Theory]
    [InlineData("b.txt", "stored")]
    [InlineData("b.keras", "none")]
    [InlineData("b.onnx", "some")]
    public async Task Convert_ToWhatIsNotWritten_IsRefused(string to, string preprocessing)
    {
        using var folder = new TemporaryFolder();
        var (code, _, people) = await RunAsync("convert", "--from", Small, "--to", folder[to], "--preprocessing", preprocessing);
        Assert.Equal(2, code);
        Assert.NotEqual("", people);
        Assert.False(File.Exists(folder[to]));
    }

    private static async Task<(int Code, string Output, string People)> RunAsync(params string[] arguments)
    {
        var (output, people) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await HostCommand.RunAsync(arguments, new HostOutput(output, people, TextReader.Null), TestContext.Current.CancellationToken);
        return (code, output.ToString(), people.ToString());
    }
}
