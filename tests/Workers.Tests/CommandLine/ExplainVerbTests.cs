using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>The words that tell for a class.</summary>
public sealed class ExplainVerbTests
{
    [Fact]
    public async Task TheWordsThatDiffer_TellForTheirClass_AndAgainstTheOther()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(), "run");
        var report = Read(await Commands.RunAsync("explain", "--model", folder.Out("run/best.keras"), "--data", folder.Data, "--json"));
        Assert.Equal(["no", "yes"], report.Classes.Select(one => one.Class));
        foreach (var one in report.Classes)
        {
            Assert.Equal((18, 18), (one.OfClass, one.OfOthers));
            Assert.Equal((one.Class == "yes" ? "good" : "bad", 18), (one.For[0].Word, one.For[0].Texts));
            Assert.Equal((one.Class == "yes" ? "bad" : "good", 18), (one.Against[0].Word, one.Against[0].Texts));
            Assert.All(one.For, word => Assert.True(word is { Score: > 0, Texts: >= 3 }));
            Assert.All(one.Against, word => Assert.True(word is { Score: < 0, Texts: >= 3 }));
        }
    }

    [Fact]
    public async Task Texts_AreDrawnBySeed_AndProgressIsTold()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        string[] ask = ["explain", "--model", folder.Out("run/best.keras"), "--data", folder.Data, "--class", "yes", "--texts", "5", "--json"];
        var first = await Commands.RunAsync(ask);
        Assert.Equal((5, 5), (Read(first).Classes.Single().OfClass, Read(first).Classes.Single().OfOthers));
        Assert.Equal(first.Output, (await Commands.RunAsync(ask)).Output);
        Assert.NotEqual(first.Output, (await Commands.RunAsync([.. ask, "--seed", "4"])).Output);
        var lines = (await Commands.RunAsync([.. ask, "--progress"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.Equal(new WordsProgress(10, 10), JsonSerializer.Deserialize<WordsProgress>(lines[9], JsonSerializerOptions.Web));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(first.Output), JsonNode.Parse(lines[10])));
    }

    [Fact]
    public async Task OfAJudgedRun_OnlyItsValidationTextsAreLookedAt()
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        var judged = folder.Out("run/predictions.jsonl");
        var report = Read(
            await Commands.RunAsync(
                "explain",
                "--model",
                folder.Out("run/best.keras"),
                "--data",
                folder.Data,
                "--predictions",
                judged,
                "--fewest",
                "1",
                "--json"
            )
        );
        Assert.All(report.Classes, one => Assert.Equal(9, one.OfClass + one.OfOthers));
    }

    [Theory]
    [InlineData("Expected one of the model's names: no, yes. Received: \"maybe\".", "--class", "maybe")]
    [InlineData("Expected 1 to 1,000 texts a class (--texts). Received: 0.", "--texts", "0")]
    [InlineData("Expected a file of predictions. Received: nowhere.jsonl, which is none.", "--predictions", "nowhere.jsonl")]
    public async Task WhatDoesNotFit_IsRefused(string sentence, params string[] options)
    {
        using var folder = new TextFolder();
        folder.Run(folder.NGrams(1), "run");
        var (code, _, people) = await Commands.RunAsync(["explain", "--model", folder.Out("run/best.keras"), "--data", folder.Data, .. options]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith(sentence, people);
    }

    private static ClassWordsReport Read((int Code, string Output, string People) ran)
    {
        Assert.True(ran.Code == ExitCode.Done, ran.People);
        return JsonSerializer.Deserialize<ClassWordsReport>(ran.Output, JsonSerializerOptions.Web)!;
    }
}
