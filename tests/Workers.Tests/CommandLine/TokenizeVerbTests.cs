using MlOpsDashboard.Workers.Host;
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
}
