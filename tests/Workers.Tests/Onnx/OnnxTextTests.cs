using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>A network of texts as ONNX: its tokenizer stands in the metadata, and from there alone texts give the answers that they give here.</summary>
public sealed class OnnxTextTests
{
    private static readonly string[] Asked = ["red good", "blue house river stone light bad", ""];

    [Theory]
    [InlineData("avg")]
    [InlineData("max")]
    [InlineData("cls")]
    public async Task TrainedClassifier_AnswersInOnnxRuntime_ByTheTokenizerInItsMetadata(string pooling)
    {
        using var folder = new TextFolder();
        folder.Run(folder.Encoded(pooling), "run");
        await AssertAlikeAsync(folder.Out("run/best.keras"), folder.Out("model.onnx"));
        using var session = OnnxCheck.Open(folder.Out("model.onnx"));
        var stored = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(("texts", "text-classification", "40"), (stored["input"], stored["task"], stored["maxLength"]));
        Assert.Equal("[\"no\",\"yes\"]", stored["classNames"]);
    }

    [Theory]
    [InlineData("bert-tiny")]
    [InlineData("nnlm-tiny")]
    public async Task PublishedNetwork_AnswersInOnnxRuntime_ByTheTokenizerInItsMetadata(string name)
    {
        using var folder = new TemporaryFolder();
        await AssertAlikeAsync(Repository.Golden("text", name), folder["model.onnx"]);
    }

    [Theory]
    [InlineData("bert-tiny", 12)]
    [InlineData("nnlm-tiny", null)]
    public async Task TrainedClassifier_WithItsTokenizerInside_AnswersAsPredict(string backbone, int? maxLength)
    {
        using var folder = new TextFolder();
        var spec = folder.Encoded() with { Backbone = new BackboneSpec { File = Repository.Golden("text", backbone) } };
        spec = spec with { Stages = [spec.Stages[0]], Head = maxLength is null ? new HeadSpec() : new HeadSpec { Pooling = "cls" } };
        folder.Run(TaskMembers.With(spec, "data.maxLength", maxLength ?? 9), "run");
        var (model, path, input) = (folder.Out("run/best.keras"), folder.Out("model.onnx"), folder.Out("asked.txt"));
        await ConvertAsync(model, path, "--tokenizer", "inside");
        await File.WriteAllLinesAsync(input, Lines, TestContext.Current.CancellationToken);
        var (_, answer, _) = await Commands.RunAsync("predict", "--model", model, "--input", input, "--json");
        var said = JsonNode.Parse(answer)!["predictions"]!.AsArray().Select(one => GoldenData.Floats(one!["probabilities"])).ToArray();
        Assert.Equal(Lines.Length, said.Length);
        using var session = OnnxCheck.Open(path);
        AssertClose(said, session, Lines);
        Assert.Equal("[\"no\",\"yes\"]", session.ModelMetadata.CustomMetadataMap["classNames"]);
        Assert.True(session.ModelMetadata.CustomMetadataMap.ContainsKey("vocabulary"));
    }

    [Theory]
    [InlineData("bert-tiny", "pooled")]
    [InlineData("bert-tiny-hub", "pooled")]
    [InlineData("nnlm-tiny", null)]
    public async Task PublishedNetwork_WithItsTokenizerInside_AnswersAsPredict(string name, string? layer)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var model = Repository.Golden("text", name);
        await ConvertAsync(model, folder["model.onnx"], "--tokenizer", "inside");
        await File.WriteAllLinesAsync(folder["asked.txt"], Lines, TestContext.Current.CancellationToken);
        string[] asked = ["predict", "--model", model, "--input", folder["asked.txt"], "--output", folder["said.npy"]];
        Assert.Equal(ExitCode.Done, (await Commands.RunAsync(layer is null ? asked : [.. asked, "--layer", layer])).Code);
        var said = NpyFile.Read(folder["said.npy"]);
        using var session = OnnxCheck.Open(folder["model.onnx"]);
        AssertClose([.. said.unbind().Select(row => GoldenData.Values(row))], session, Lines);
    }

    [Fact]
    public async Task TokenizerInside_WhereItCantBe_IsRefused()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        foreach (
            var (from, to, expected) in ((string, string, string)[])
                [
                    (folder.Out("run/best.keras"), "a.onnx", "n-grams"),
                    (folder.Out("run/best.keras"), "a.h5", "--tokenizer"),
                    (Repository.Golden("formats", "pretrained_model.keras"), "a.onnx", "--tokenizer inside"),
                ]
        )
        {
            var (code, _, people) = await Commands.RunAsync("convert", "--from", from, "--to", folder.Out(to), "--tokenizer", "inside");
            Assert.NotEqual(ExitCode.Done, code);
            Assert.Contains(expected, people, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.Out(to)));
        }
    }

    private static readonly string[] Lines =
    [
        "red good",
        "blue house river stone light bad red blue house river stone light bad 25",
        "\u4ECA\u5929\u5929\u6C14\u5F88\u597D\uFF0C\u6211\u4EEC\u53BB\u770B\u7535\u5F71\u5427\uFF01",
        "[SEP] caf\u00E9, \uD55C\uAD6D \uD83D\uDE00 THE",
        "!",
    ];

    // The last of its outputs, of all texts at once and of each.
    private static void AssertClose(float[][] expected, InferenceSession session, string[] texts)
    {
        float[] Ask(string[] some)
        {
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("text", new DenseTensor<string>(some, [some.Length]))]);
            return results[^1].AsTensor<float>().ToArray();
        }
        GoldenData.AssertClose([.. expected.SelectMany(row => row)], Ask(texts), 1e-5, "together");
        GoldenData.AssertClose([.. expected.SelectMany(row => row)], [.. texts.SelectMany(text => Ask([text]))], 1e-5, "alone");
    }

    private static async Task ConvertAsync(string model, string path, params string[] more)
    {
        var (code, _, people) = await Commands.RunAsync(["convert", "--from", model, "--to", path, .. more]);
        Assert.True(code == ExitCode.Done, people);
    }

    private static async Task AssertAlikeAsync(string model, string path)
    {
        await ConvertAsync(model, path);
        using var scope = NewDisposeScope();
        using var loaded = ModelFile.Load(model);
        using var session = OnnxCheck.Open(path);
        var stored = session.ModelMetadata.CustomMetadataMap;
        var tokenizer = TokenizerFile.Read(
            JsonNode.Parse(stored["tokenizer"])!.AsObject(),
            stored.TryGetValue("vocabulary", out var lines) ? lines.Split('\n') : null
        );
        foreach (var text in Asked)
        {
            var inputs = new TokenEncoding(tokenizer, [.. loaded.Network.Inputs.Select(input => input.Layer.Name)], 40);
            var expected = TokenEncoding.Of(loaded.Network, loaded.Tokenizer!, 40);
            var tensors = inputs.ToTensors([inputs.Tokenize(text)]);
            Assert.Equal(expected.Tokenize(text).Ids, inputs.Tokenize(text).Ids);
            Assert.InRange(OnnxCheck.Difference(session, tensors, loaded.Network.Forward(tensors, CallContext.Inference)), 0, 1e-5);
        }
    }
}
