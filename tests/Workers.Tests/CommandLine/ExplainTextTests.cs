using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
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

    [Fact]
    public async Task OfSeveralNumbers_EachIsExplained_OrTheOneAskedFor()
    {
        using var folder = new TextFolder();
        File.WriteAllLines(
            folder.Data,
            [
                "text,far,near",
                .. Enumerable
                    .Range(0, 40)
                    .Select(i => $"{(i % 2 == 0 ? "high" : "low")} {(i % 4 < 2 ? "left" : "right")} {i},{1000 + (i % 2 * 500)},{i % 4 / 2}"),
            ]
        );
        folder.Run(
            folder.NGrams(2) with
            {
                Task = "regression",
                Loss = new LossSpec { Class = "MeanSquaredError" },
            },
            "run"
        );
        string[] ask = ["predict", "--model", folder.Out("run/best.keras"), "--text", "high right", "--explain", "--json"];
        var each = JsonNode.Parse((await Commands.RunAsync(ask)).Output)!["predictions"]![0]!;
        Assert.Equal("far", (string)each["explained"]!);
        Assert.Equal(["far", "near"], each["tokensOf"]!.AsObject().Select(one => one.Key));
        Assert.True(JsonNode.DeepEquals(each["tokens"], each["tokensOf"]!["far"]));
        Assert.Equal(["high", "right"], each["tokensOf"]!["near"]!.AsArray().Select(token => (string)token!["text"]!));
        var near = JsonNode.Parse((await Commands.RunAsync([.. ask, "--of", "near"])).Output)!["predictions"]![0]!;
        Assert.Equal("near", (string)near["explained"]!);
        Assert.True(JsonNode.DeepEquals(near["tokens"], each["tokensOf"]!["near"]));
        Assert.Null(near["tokensOf"]);
        var (code, _, people) = await Commands.RunAsync([.. ask, "--of", "wide"]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith("Expected one of the model's names: far, near. Received: \"wide\".", people);
    }

    [Fact]
    public async Task AnAnswer_SaysWhichClassItsWordsTellFor()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(), "run");
        string[] ask = ["predict", "--model", folder.Out("run/best.keras"), "--text", "red good", "--explain", "--json"];
        var yes = JsonNode.Parse((await Commands.RunAsync(ask)).Output)!["predictions"]![0]!;
        Assert.Equal("yes", (string)yes["explained"]!);
        Assert.Null(yes["tokensOf"]);
        var no = JsonNode.Parse((await Commands.RunAsync([.. ask, "--of", "no"])).Output)!["predictions"]![0]!;
        Assert.Equal("no", (string)no["explained"]!);
        Assert.True((double)yes["tokens"]![1]!["score"]! > 0);
        Assert.True((double)no["tokens"]![1]!["score"]! < 0);
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
