using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class NnlmTokenizerTests
{
    private static readonly NnlmTokenizer Tokenizer = new(GoldenTexts.Vocabulary("nnlm-tiny", "assets", "tokens.txt"));

    [Fact]
    public void Cases_AreTheLibrarys()
    {
        var golden = GoldenTexts.Json("nnlm-vectors.json");
        Assert.Equal((int)golden["vocab"]! + 1, Tokenizer.VocabularySize);
        var rows = golden["cases"]!.AsArray();
        Assert.Equal(40, rows.Count);
        foreach (var row in rows)
        {
            var text = Tokenizer.Tokenize((string)row!["text"]!);
            Assert.Equal(row["tokens"].Strings(), text.Tokens);
            Assert.Equal(row["ids"].Ints(), text.Ids);
            Assert.Equal(new int[text.Ids.Count], text.Types);
        }
    }

    [Fact]
    public void Spans_AreOfTheTextAsGiven() => Assert.Equal([(1, 4), (7, 7), (8, 10)], Tokenizer.Tokenize("\"a-b\" \" \uD83D\uDE00").Spans);

    [Fact]
    public void MaxLength_LeavesOutTheEnd()
    {
        var text = Tokenizer.Tokenize("a b c", maxLength: 2);
        Assert.Equal(["a", "b"], text.Tokens);
        Assert.Equal(1, text.Cut);
    }

    [Fact]
    public void Pairs_AreRefused() =>
        Assert.Contains("the tokenizer nnlm knows no pairs", Assert.Throws<RefusedException>(() => Tokenizer.Tokenize("a", "b")).Message);
}
