using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>The words that decided an answer.</summary>
public sealed class ExplainTextTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheWordThatDiffers_Decides(bool encoded)
    {
        using var folder = new TextFolder();
        folder.Run(encoded ? folder.Encoded() : folder.NGrams(), "run");
        var (code, output, people) = await Commands.RunAsync(
            "predict",
            "--model",
            folder.Out("run/best.keras"),
            "--text",
            "red house good",
            "--text",
            "red house bad",
            "--explain",
            "--json"
        );
        Assert.True(code == ExitCode.Done, people);
        var answers = JsonNode.Parse(output)!["predictions"]!.AsArray();
        Assert.Equal(2, answers.Count);
        foreach (var answer in answers)
        {
            var tokens = answer!["tokens"]!.AsArray();
            Assert.Equal(((string)answer["text"]!).Split(' '), tokens.Select(token => (string)token!["text"]!));
            Assert.Equal([(0, 3), (4, 9)], tokens.Take(2).Select(token => ((int)token!["start"]!, (int)token["end"]!)));
            if (!encoded)
                Assert.Equal(tokens[2], tokens.MaxBy(token => (double)token!["score"]!));
        }
    }

    [Fact]
    public async Task LinesOfJson_AskForIt()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(), "run");
        var output = new StringWriter { NewLine = "\n" };
        var lines = "{\"text\":\"red good\",\"explain\":true}\n{\"text\":\"red good\"}\n";
        await HostCommand.RunAsync(
            ["predict", "--model", folder.Out("run/best.keras"), "--stdin"],
            new HostOutput(output, TextWriter.Null, new StringReader(lines)),
            TestContext.Current.CancellationToken
        );
        JsonNode[] answers = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["red", "good"], answers[0]["tokens"]!.AsArray().Select(token => (string)token!["text"]!));
        Assert.Null(answers[1]["tokens"]);
    }

    [Theory]
    [InlineData("bert-tiny", "\u4ECA\u5929 hello")]
    [InlineData("bert-tiny-hub", "\u4ECA\u5929\uFF0Chello")]
    [InlineData("nnlm-tiny", "\u4ECA\u5929 \u5929\u6C14 \u5F88")]
    public void OfPublishedNetworks_TheScoresAddUp(string name, string text)
    {
        using var scope = NewDisposeScope();
        using var loaded = ModelFile.Load(Repository.Golden("text", name));
        using var network = loaded.Network.CutAt(loaded.Network.Outputs.Single(output => output.Shape.Rank == 2));
        var encoding = TokenEncoding.Of(network, loaded.Tokenizer!, 64);
        var tokens = encoding.Tokenize(text);
        var told = new TextExplanation(network, encoding).Of(text, tokens, 5, TestContext.Current.CancellationToken);
        using var quiet = no_grad();
        var inputs = encoding.ToTensors([tokens]);
        var said = network.Forward(inputs, CallContext.Inference)[0][0, 5].item<float>();
        var nothing = 0f;
        if (loaded.Tokenizer!.Added > 0)
        {
            // The first and the last token stay.
            inputs[0].narrow(1, 1, tokens.Ids.Count - 2).fill_(loaded.Tokenizer.PadId);
            nothing = network.Forward(inputs, CallContext.Inference)[0][0, 5].item<float>();
        }
        Assert.Equal(0, told.Unplaced, 1e-6);
        Assert.InRange(Math.Abs(told.Tokens.Sum(token => token.Score) - (said - nothing)), 0, Math.Abs(said - nothing) / 100);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(told.Tokens.Select(token => token.Text)));
    }
}
