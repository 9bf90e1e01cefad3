using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class TokenizerFileTests
{
    private static readonly Vocabulary Tiny = GoldenTexts.Vocabulary("bert-tiny", "vocab.txt");

    public static TheoryData<string> Kinds => [.. All.Keys];

    internal static IReadOnlyDictionary<string, ITokenizer> All { get; } =
        new ITokenizer[]
        {
            new BertTokenizer(
                Tiny,
                new BertTokenizerOptions
                {
                    LowerCase = false,
                    StripAccents = true,
                    MaxWordLength = 9,
                }
            ),
            new TensorFlowBertTokenizer(Tiny, lowerCase: true),
            new NnlmTokenizer(Tiny),
            new NGramTokenizer(new NGramOptions { Buckets = 999, MaxWords = 1 }),
        }.ToDictionary(tokenizer => tokenizer.Kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsWritten_IsReadAgain(string kind)
    {
        var tokenizer = All[kind];
        using var vocabulary = new MemoryStream();
        TokenizerFile.WriteVocabulary(tokenizer, vocabulary);
        vocabulary.Position = 0;
        var read = TokenizerFile.Read(tokenizer.ToJson(), tokenizer.Vocabulary is null ? null : vocabulary);
        Assert.Equal(tokenizer.ToJson().ToJsonString(), read.ToJson().ToJsonString());
        Assert.Equal(tokenizer.VocabularySize, read.VocabularySize);
        foreach (var row in GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray())
            Assert.Equal(tokenizer.Tokenize((string)row!["text"]!).Ids, read.Tokenize((string)row["text"]!).Ids);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AMemberLeftOut_IsRefused(string kind)
    {
        foreach (var member in All[kind].ToJson().Select(pair => pair.Key))
        {
            var json = All[kind].ToJson();
            json.Remove(member);
            Assert.Throws<RefusedException>(() => TokenizerFile.Read(json, Tiny.Tokens));
            json[member] = new JsonArray(new JsonArray());
            Assert.Throws<RefusedException>(() => TokenizerFile.Read(json, Tiny.Tokens));
        }
    }

    [Fact]
    public void AnUnknownKind_IsRefused() =>
        Assert.Contains(
            "one of the kinds bert-huggingface, bert-tensorflow, nnlm, n-grams. Received: bpe",
            Assert.Throws<RefusedException>(() => TokenizerFile.Read(new JsonObject { ["kind"] = "bpe" }, Tiny.Tokens)).Message
        );

    [Fact]
    public void NoVocabulary_IsRefused() =>
        Assert.Contains(
            "a vocabulary beside the tokenizer nnlm",
            Assert.Throws<RefusedException>(() => TokenizerFile.Read(All["nnlm"].ToJson(), (Stream?)null)).Message
        );
}
