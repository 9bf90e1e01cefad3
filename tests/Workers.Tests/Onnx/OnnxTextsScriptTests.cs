using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>The example of docs, run as it stands there, on a stand-in for Python's ONNX Runtime (<c>onnxruntime.py</c>): what it asks the network, and what ONNX
/// Runtime answers to that.</summary>
public sealed class OnnxTextsScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onnx-texts-");

    private static readonly string[] Texts =
    [
        .. GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray().Select(row => (string)row!["text"]!).Where(text => !text.Contains('\0')),
        "red good",
        "\uFF21\u3000\u00C9 stra\u00DFe \uFB01n",
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task NGrams_AreAskedAsByPredict()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        await AssertAlikeAsync(folder.Out("run/best.keras"));
    }

    [Theory]
    [InlineData("nnlm-tiny")]
    [InlineData("bert-tiny-hub")]
    public Task PublishedNetworks_AreAskedAsByPredict(string name) => AssertAlikeAsync(Repository.Golden("text", name));

    private async Task AssertAlikeAsync(string model)
    {
        Assert.SkipWhen(SystemPython.Run("-c", "import numpy").Code != 0, "There is no python3 with NumPy here to run the example.");
        var path = Path.Combine(_folder.FullName, "model.onnx");
        var (code, _, people) = await Commands.RunAsync("convert", "--from", model, "--to", path);
        Assert.True(code == ExitCode.Done, people);
        using var session = OnnxCheck.Open(path);
        var described = new { metadata = session.ModelMetadata.CustomMetadataMap, inputs = session.InputNames };
        await File.WriteAllTextAsync(path + ".json", JsonSerializer.Serialize(described), TestContext.Current.CancellationToken);
        foreach (var name in (string[])["onnxruntime.py", "onnx_texts.py"])
        {
            var from = name == "onnxruntime.py" ? Path.Combine("tests", "Workers.Tests", "Onnx", name) : Path.Combine("docs", name);
            File.Copy(Path.Combine(Repository.Root, from), Path.Combine(_folder.FullName, name));
        }

        var (ended, said, faults) = SystemPython.Run([Path.Combine(_folder.FullName, "onnx_texts.py"), path, .. Texts]);
        Assert.True(ended == 0, faults);
        Assert.Contains(Texts[^2] + "\t", said, StringComparison.Ordinal);

        using var scope = NewDisposeScope();
        using var loaded = ModelFile.Load(model);
        var encoding = TokenEncoding.Of(loaded.Network, loaded.Tokenizer!, (int?)JsonNode.Parse(session.ModelMetadata.CustomMetadataMap["maxLength"]));
        var expected = encoding.ToTensors([.. Texts.Select(encoding.Tokenize)]);
        var asked = JsonNode.Parse(await File.ReadAllTextAsync(path + ".asked.json", TestContext.Current.CancellationToken))!;
        Assert.Equal(loaded.Network.Inputs.Count, asked.AsObject().Count);
        foreach (var (input, values) in session.InputNames.Zip(expected))
            Assert.Equal(values.data<int>().ToArray(), asked[input]!.AsArray().SelectMany(row => row.Ints()));
        Assert.InRange(OnnxCheck.Difference(session, expected, loaded.Network.Forward(expected, CallContext.Inference)), 0, 1e-5);
    }
}
