using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>A tokenizer as operators gives in ONNX Runtime the numbers that it gives here.</summary>
public sealed class OnnxTokenizerTests
{
    private static readonly Vocabulary Tiny = GoldenTexts.Vocabulary("bert-tiny", "vocab.txt");

    private static readonly Dictionary<string, ITokenizer> Tokenizers = new()
    {
        ["huggingface"] = new BertTokenizer(Tiny, lowerCase: true),
        ["huggingface cased"] = new BertTokenizer(Tiny, lowerCase: false),
        ["huggingface raw"] = new BertTokenizer(
            Tiny,
            new BertTokenizerOptions
            {
                CleanText = false,
                TokenizeChineseChars = false,
                StripAccents = false,
                MaxWordLength = 7,
                AddedTokens = [new AddedToken("<e1>", 5), new AddedToken("<e1>x", 6), new AddedToken("\u4E2D", 7)],
            }
        ),
        ["tensorflow"] = new TensorFlowBertTokenizer(Tiny, lowerCase: true),
        ["tensorflow cased"] = new TensorFlowBertTokenizer(Tiny, lowerCase: false),
        ["nnlm"] = new NnlmTokenizer(GoldenTexts.Vocabulary("nnlm-tiny", "assets", "tokens.txt")),
        ["nnlm odd"] = new NnlmTokenizer(new Vocabulary(["the", "", "a b", "the", "\u4E2D\u6587", "don't", "dont", " "])),
    };

    public static TheoryData<string> Names => [.. Tokenizers.Keys];

    private static readonly string[] Spices = [" ", "  ", "<e1>", "<e1>x", "<e1", "[SEP]", "[SEP", "the", ", "];

    private static readonly string[] Golden =
    [
        .. GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray().Select(row => (string)row!["text"]!),
        .. GoldenTexts.Json("nnlm-vectors.json")["cases"]!.AsArray().Select(row => (string)row!["text"]!),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenTexts_GiveTheSameNumbers_InABatchAndAlone(string name)
    {
        foreach (var length in (int?[])[null, 64, 9, 2])
        {
            using var session = Session(Tokenizers[name], length);
            AssertAlike(session, Tokenizers[name], length, Golden);
            foreach (var text in length == 64 ? Golden : [])
                AssertAlike(session, Tokenizers[name], length, [text]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnyTexts_GiveTheSameNumbers(string name)
    {
        using var session = Session(Tokenizers[name], 40);
        var words = Gen.Int[0, Tiny.Count - 1].Select(id => Tiny.Tokens[id].TrimStart('#'));
        var ours = Gen.OneOf(words, Gen.Int[0, Spices.Length - 1].Select(i => Spices[i]), AnyTextTests.Texts).Array[0, 12].Select(string.Concat);
        Gen.OneOf(AnyTextTests.Texts, ours).Array[1, 5].Sample(texts => AssertAlike(session, Tokenizers[name], 40, texts), iter: 200, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryCodePoint_GivesTheSameNumbers(string name)
    {
        using var session = Session(Tokenizers[name], null);
        // Planes in which nothing or everything is alike, at some places.
        var points = Enumerable
            .Range(0, 0x110000)
            .Where(point => point is (< 0xD800 or > 0xDFFF) and (< 0x323B0 or (>= 0xE0000 and <= 0xE1000) or >= 0x10FFF0) || point % 97 == 0 && point > 0xFFFF);
        foreach (var some in points.Chunk(20_000))
            AssertAlike(session, Tokenizers[name], null, [.. some.Select(point => $"a{char.ConvertFromUtf32(point)}b")]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LongTexts_GiveTheSameNumbers(string name)
    {
        using var session = Session(Tokenizers[name], null);
        foreach (var part in (string[])["a", "the ", "\u4ECA\u5929", "[SEP]", " ", "a\u0301"])
            AssertAlike(session, Tokenizers[name], null, [new StringBuilder().Insert(0, part, 2500).ToString(), "a"]);
    }

    [Fact]
    public void WhatDependsOnMoreThanCharacters_IsRefused()
    {
        Assert.Equal("onnx.tokenizer.kind", TokenizerRefusal(new NGramTokenizer()));
        foreach (
            var tokens in (AddedToken[][])
                [
                    [new("word", 5, IsNormalized: true)],
                    [new("word", 5, IsSingleWord: true)],
                    [new("abc", 5), new("cd", 6)],
                    [new("aba", 5)],
                    [new("abc", 5), new("b", 6)],
                ]
        )
            Assert.Equal("onnx.tokenizer.added", TokenizerRefusal(new BertTokenizer(Tiny, new BertTokenizerOptions { AddedTokens = tokens })));
    }

    private static string TokenizerRefusal(ITokenizer tokenizer) => Assert.Throws<RefusedException>(() => Session(tokenizer, null).Dispose()).Reason.Code;

    private static InferenceSession Session(ITokenizer tokenizer, int? length)
    {
        using var names = NameScope.Begin();
        KerasTensor[] inputs = [TextInputs.Create(TextInputs.TokenIds), TextInputs.Create(TextInputs.PaddingMask), TextInputs.Create(TextInputs.SegmentIds)];
        using var network = new Network(inputs, inputs, "tokens");
        var path = Path.Combine(TestFolder.Create(), "tokens.onnx");
        OnnxFile.Save(network, path, texts: new OnnxTexts(tokenizer, MaxLength: length, IsInside: true));
        return OnnxCheck.Open(path);
    }

    private static void AssertAlike(InferenceSession session, ITokenizer tokenizer, int? length, string[] texts)
    {
        Assert.Equal(["text"], session.InputNames);
        var tokens = texts.Select(text => tokenizer.Tokenize(text, maxLength: length)).ToList();
        var longest = tokens.Max(text => text.Ids.Count);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("text", new DenseTensor<string>(texts, [texts.Length]))]);
        var expected = tokens.Select(text => tokenizer.Padded(text, longest)).ToList();
        int[] Numbers(int i) => results[i].AsTensor<int>().ToArray();
        Assert.Equal([texts.Length, longest], results[0].AsTensor<int>().Dimensions.ToArray());
        var ids = Numbers(0);
        for (var i = 0; i < texts.Length; i++)
        {
            if (!ids.AsSpan(i * longest, longest).SequenceEqual(expected[i][0]))
                Assert.Fail(
                    $"{JsonValue.Create(texts[i])!.ToJsonString()}: {string.Join(' ', expected[i][0])}, received {string.Join(' ', ids.AsSpan(i * longest, longest).ToArray())}"
                );
        }
        Assert.Equal(expected.SelectMany(text => text[2]), Numbers(1));
        Assert.Equal(expected.SelectMany(text => text[1]), Numbers(2));
    }
}
