using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Models of texts on the command line.</summary>
public sealed class TextVerbTests
{
    [Fact]
    public async Task Predict_AnswersTextsAndFilesAlike()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(), "run");
        var model = folder.Out("run/best.keras");
        File.WriteAllText(folder.Out("ask.txt"), "red good\nblue house bad\n");
        File.WriteAllText(folder.Out("ask.csv"), "n,review\n1,red good\n2,blue house bad\n");
        var given = Answers(await Commands.RunAsync("predict", "--model", model, "--text", "red good", "--text", "blue house bad", "--json"));
        Assert.Equal(["yes", "no"], given.Select(answer => (string)answer!["class"]!));
        Assert.Equal(["red good", "blue house bad"], given.Select(answer => (string)answer!["text"]!));
        foreach (string[] file in new[] { new[] { "ask.txt" }, ["ask.csv", "--column", "review"] })
        {
            var read = Answers(await Commands.RunAsync(["predict", "--model", model, "--input", folder.Out(file[0]), .. file.Skip(1), "--json"]));
            Assert.Equal(given.Select(answer => answer!["probabilities"]!.ToJsonString()), read.Select(answer => answer!["probabilities"]!.ToJsonString()));
            Assert.Equal(Enumerable.Range(1, 2).Select(i => $"{file[0]}#{(file.Length > 1 ? i + 1 : i)}"), read.Select(answer => (string)answer!["file"]!));
        }
    }

    [Fact]
    public async Task Predict_AnswersLinesOfJson_OneByOne()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(), "run");
        var output = new StringWriter { NewLine = "\n" };
        var lines = "{\"text\":\"red good\",\"explain\":true}\nno json\n{\"text\":\"bad\"}\n";
        var code = await HostCommand.RunAsync(
            ["predict", "--model", folder.Out("run/best.keras"), "--stdin"],
            new HostOutput(output, TextWriter.Null, new StringReader(lines)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ExitCode.Done, code);
        JsonNode[] answers = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["yes", null, "no"], answers.Select(answer => (string?)answer["class"]));
        Assert.Contains("\"text\"", (string)answers[1]["error"]!, StringComparison.Ordinal);
        Assert.Equal(["red", "good"], answers[0]["tokens"]!.AsArray().Select(token => (string)token!["text"]!));
        Assert.True((double)answers[0]["tokens"]![1]!["score"]! > (double)answers[0]["tokens"]![0]!["score"]!);
        Assert.Null(answers[2]["tokens"]);
    }

    [Fact]
    public async Task Evaluate_OfTheValidationTexts_IsTheRunsOwn()
    {
        using var folder = new TextFolder();
        folder.Run(folder.Encoded(), "run");
        var history = JsonNode.Parse(File.ReadAllText(folder.Out("run/history.json")))!["history"]!;
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", folder.Out("run/last.keras"), "--data", folder.Data, "--json");
        Assert.True(code == ExitCode.Done, people);
        Assert.Equal(36, (int)JsonNode.Parse(output)!["samples"]!);
        Assert.InRange((double)JsonNode.Parse(output)!["accuracy"]!, 0.5, 1);
        Assert.NotEmpty(history["val_accuracy"]!.AsArray());
    }

    [Fact]
    public async Task Evaluate_OfAClassifierOnNumbers_SaysWhatWasExpected()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        File.WriteAllText(folder.Out("prices.csv"), "text,price\nred good 1,3.5\nblue bad 2,4.25\nred bad 3,1.75\n");
        var (code, _, people) = await Commands.RunAsync("evaluate", "--model", folder.Out("run/best.keras"), "--data", folder.Out("prices.csv"));
        Assert.Equal(ExitCode.Refused, code);
        Assert.Equal(
            "Expected one class each (class folders, or a table with the column label) for the task text-classification. Received: numbers.",
            people.Trim()
        );
    }

    [Fact]
    public async Task Predict_GivesAnEncodersOwnOutputs()
    {
        using var folder = new TemporaryFolder();
        var golden = GoldenTokens.Json("bert-outputs.json");
        var rows = GoldenTokens.Json("bert-tokens.json")["cases"]!.AsArray();
        string[] texts = [.. GoldenTokens.Cases(golden).SelectMany(row => new[] { "--text", (string)rows[row]!["text"]! })];
        string[] ask = ["predict", "--model", GoldenTokens.Folder("bert-tiny"), .. texts, "--max-length", "64"];
        var (code, _, people) = await Commands.RunAsync([.. ask, "--layer", "pooled", "--output", folder["pooled.npy"]]);
        Assert.True(code == ExitCode.Done, people);
        using var pooled = NpyFile.ReadFor(folder["pooled.npy"], "float32");
        var expected = GoldenData.Floats(golden["masked"]!["pooler_output"]!["data"]);
        Assert.Equal([8, 64], pooled.shape);
        Assert.All(expected.Zip(GoldenData.Values(pooled)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        (code, _, people) = await Commands.RunAsync([.. ask, "--layer", "sequence", "--output", folder["sequence.npy"]]);
        Assert.True(code == ExitCode.Done, people);
        using var sequence = NpyFile.ReadFor(folder["sequence.npy"], "float32");
        Assert.Equal((8, 64), (sequence.shape[0], sequence.shape[2]));
    }

    [Fact]
    public async Task Predict_OfABareEncoder_NamesNoClasses()
    {
        var answers = JsonNode.Parse((await Commands.RunAsync("predict", "--model", GoldenTokens.Folder("bert-tiny"), "--text", "hello", "--json")).Output)!;
        Assert.Empty(answers["classes"]!.AsArray());
        Assert.Null(answers["predictions"]![0]!["class"]);
        Assert.Equal(64, answers["predictions"]![0]!["values"]!.AsArray().Count);
    }

    [Fact]
    public async Task Convert_ToAFileWithoutRoomForTheTokenizer_SaysSo()
    {
        using var folder = new TextFolder();
        var from = folder.Encoder();
        foreach (var (name, isTold) in new[] { ("a.h5", true), ("a.weights.h5", true), ("a.keras", false), ("a.onnx", false) })
        {
            var said = new StringWriter();
            var output = new HostOutput(TextWriter.Null, said, TextReader.Null);
            Assert.Equal(
                ExitCode.Done,
                await HostCommand.RunAsync(["convert", "--from", from, "--to", folder.Out(name)], output, TestContext.Current.CancellationToken)
            );
            Assert.Equal(isTold, said.ToString().Contains("without its tokenizer (n-grams). A .keras file keeps it, and", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Train_OfSeveralLabelsOnATable_TakesTheInputThatTheDataSays()
    {
        using var folder = new TextFolder();
        await File.WriteAllTextAsync(
            folder.Out("labels.csv"),
            "text,a,b\nred house,1,0\nblue,0,1\nred,1,0\nblue river,0,1\nred road,1,0\nblue road,0,1\n",
            TestContext.Current.CancellationToken
        );
        folder.Encoder();
        await File.WriteAllTextAsync(
            folder.Out("spec.json"),
            """
            { "task": "multi-label-classification", "data": { "path": "labels.csv", "validationSplit": 0.34 }, "backbone": { "file": "encoder.keras" },
              "head": { "pooling": "cls" }, "stages": [ { "epochs": 1, "unfreeze": "none", "optimizer": { "class": "Adam" } } ] }
            """,
            TestContext.Current.CancellationToken
        );
        var output = new HostOutput(new StringWriter(), new StringWriter(), TextReader.Null);
        Assert.Equal(
            ExitCode.Done,
            await HostCommand.RunAsync(["train", "--spec", folder.Out("spec.json"), "--out", folder.Out("run")], output, TestContext.Current.CancellationToken)
        );
        var spec = JsonNode.Parse(await File.ReadAllTextAsync(folder.Out("run/spec.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("texts", (string?)spec["data"]!["input"]);
    }

    [Theory]
    [InlineData("Expected texts, either by --text or in one file by --input.")]
    [InlineData("Expected texts, either by --text or in one file by --input.", "--text", "a", "--input", "b.txt")]
    [InlineData("Expected an encoder that gives \"sequence\"", "--text", "a", "--layer", "sequence")]
    public async Task Predict_OfWhatDoesNotFit_IsRefused(string sentence, params string[] options)
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        var (code, _, people) = await Commands.RunAsync(["predict", "--model", folder.Out("run/best.keras"), .. options]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith(sentence, people);
    }

    private static JsonArray Answers((int Code, string Output, string People) ran)
    {
        Assert.True(ran.Code == ExitCode.Done, ran.People);
        return JsonNode.Parse(ran.Output)!["predictions"]!.AsArray();
    }
}
