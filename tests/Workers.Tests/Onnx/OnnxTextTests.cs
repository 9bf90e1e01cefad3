using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.CommandLine;
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

    private static async Task AssertAlikeAsync(string model, string path)
    {
        var (code, _, people) = await Commands.RunAsync("convert", "--from", model, "--to", path);
        Assert.True(code == ExitCode.Done, people);
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
