using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

public sealed class TokenizeVerbTests
{
    private const string Network = "backbone:MobileNetV3Small?weights=none&input=32x32x3";

    [Theory]
    [InlineData("Expected --text TEXT or --input FILE. Received neither.")]
    [InlineData("Expected --text TEXT or --input FILE. Received both.", "--text", "a", "--input", "b.txt")]
    [InlineData("Expected a readable text file. Received: nowhere.txt", "--input", "nowhere.txt")]
    [InlineData("Expected a model of texts, which has a tokenizer of its own. Received: " + Network, "--text", "a")]
    public async Task WhatDoesNotFit_IsRefused(string sentence, params string[] options)
    {
        var (code, output, people) = await Commands.RunAsync(["tokenize", "--model", Network, .. options]);
        Assert.Equal((ExitCode.Refused, ""), (code, output));
        Assert.StartsWith(sentence, people);
    }

    [Fact]
    public async Task TheNumbers_AreTheLibrarys()
    {
        using var folder = new TemporaryFolder();
        var rows = GoldenTexts.Json("nnlm-vectors.json")["cases"]!.AsArray().Where(row => !((string)row!["text"]!).Contains('\n')).ToList();
        await File.WriteAllLinesAsync(folder["texts.txt"], rows.Select(row => (string)row!["text"]!), TestContext.Current.CancellationToken);
        var texts = await TokenizeAsync("--input", folder["texts.txt"]);
        Assert.Equal(rows.Select(row => row!["tokens"].Strings()), texts.Select(text => text!["tokens"].Strings()));
        Assert.Equal(rows.Select(row => row!["ids"].Ints()), texts.Select(text => text!["ids"].Ints()));
    }

    [Theory]
    [InlineData("1", 1, 1)]
    [InlineData("4", 4, 0)]
    public async Task ALength_CutsAndPads(string length, int count, int cut)
    {
        var text = Assert.Single(await TokenizeAsync("--text", "\u4ECA\u5929 \u5929\u6C14", "--max-length", length))!;
        Assert.Equal((count, count, count, cut), (text["ids"].Ints().Length, text["types"].Ints().Length, text["mask"].Ints().Length, (int)text["cut"]!));
        Assert.Equal(2 - cut, text["tokens"].Strings().Length);
        Assert.Equal(2 - cut, text["mask"].Ints().Sum());
        Assert.Equal("[0,2]", text["spans"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task ForPeople_EachTextIsALine()
    {
        var (_, output, people) = await Commands.RunAsync(
            "tokenize",
            "--model",
            Repository.Golden("text", "nnlm-tiny"),
            "--text",
            "\u4ECA\u5929 x y",
            "--max-length",
            "2"
        );
        Assert.Equal("\u4ECA\u5929:27 x:2000\n", output);
        Assert.Equal("1 tokens were cut off.\n", people);
    }

    [Theory]
    [InlineData("bert-tiny", "bert-huggingface")]
    [InlineData("bert-tiny-hub", "bert-tensorflow")]
    public async Task OfAnEncoder_TheNumbersAreItsOwnLibrarys(string model, string kind)
    {
        using var folder = new TemporaryFolder();
        var cases = GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray();
        var hub = GoldenTexts.Json("bert-hub.json");
        // A line each.
        int[] rows = [.. Enumerable.Range(0, cases.Count).Where(row => ((string)cases[row]!["text"]!).AsSpan().IndexOfAny('\n', '\r') < 0)];
        await File.WriteAllLinesAsync(folder["texts.txt"], rows.Select(row => (string)cases[row]!["text"]!), TestContext.Current.CancellationToken);
        var (code, output, people) = await Commands.RunAsync([
            "tokenize",
            "--model",
            Repository.Golden("text", model),
            "--json",
            "--input",
            folder["texts.txt"],
            "--max-length",
            "64",
        ]);
        Assert.True(code == ExitCode.Done, people);
        var json = JsonNode.Parse(output)!;
        Assert.Equal(kind, (string?)json["kind"]);
        var texts = json["texts"]!.AsArray();
        Assert.Equal(rows.Length, texts.Count);
        foreach (var (i, row) in rows.Index())
        {
            JsonNode?[] expected =
                model == "bert-tiny"
                    ? [cases[row]!["input_ids"], cases[row]!["token_type_ids"], cases[row]!["attention_mask"]]
                    : [hub["input_word_ids"]![row], hub["input_type_ids"]![row], hub["input_mask"]![row]];
            Assert.Equal(expected.Select(numbers => numbers.Ints()), new[] { "ids", "types", "mask" }.Select(name => texts[i]![name].Ints()));
        }
    }

    [Fact]
    public async Task APair_HasTypes_AndNothingIsPadded()
    {
        var (_, output, _) = await Commands.RunAsync([
            "tokenize",
            "--model",
            Repository.Golden("text", "bert-tiny"),
            "--text",
            "Hello",
            "--pair",
            "hello",
            "--json",
        ]);
        var text = JsonNode.Parse(output)!["texts"]![0]!;
        Assert.Equal([1226, 12, 1226, 12], text["ids"].Ints()[1..]);
        Assert.Equal([0, 0, 0, 1, 1], text["types"].Ints());
        Assert.Equal("[[0,0],[0,5],[0,0],[0,5],[0,0]]", text["spans"]!.ToJsonString());
    }

    private static async Task<JsonArray> TokenizeAsync(params string[] options)
    {
        var (code, output, people) = await Commands.RunAsync(["tokenize", "--model", Repository.Golden("text", "nnlm-tiny"), "--json", .. options]);
        Assert.True(code == ExitCode.Done, people);
        var json = JsonNode.Parse(output)!;
        Assert.Equal("nnlm", (string?)json["kind"]);
        return json["texts"]!.AsArray();
    }
}
