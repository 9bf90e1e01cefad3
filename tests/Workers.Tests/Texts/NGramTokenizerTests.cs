using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class NGramTokenizerTests
{
    [Fact]
    public void AText_IsItsNGrams_EachOnce()
    {
        var text = new NGramTokenizer(new NGramOptions { MaxCharacters = 2 }).Tokenize("Ab ab\u4E2D");
        Assert.Equal(["ab", "ab ab", "a", "ab", "b", "b ", " ", " a", "b\u4E2D", "\u4E2D"], text.Tokens);
        Assert.Equal([(0, 2), (0, 5), (0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (4, 6), (5, 6)], text.Spans);
    }

    [Theory]
    [InlineData("ab", 0, "\tab")]
    [InlineData("ab", 1, "a")]
    [InlineData("--\u00E9", 2, "\u00E9")]
    [InlineData("a b", 1, "\ta b")]
    public void ANumber_IsFnv1aModuloTheBuckets(string text, int at, string hashed)
    {
        var hash = 2166136261;
        foreach (var value in Encoding.UTF8.GetBytes(hashed))
            hash = unchecked((hash ^ value) * 16777619);
        var tokenizer = new NGramTokenizer(new NGramOptions { Buckets = 10007, MaxCharacters = 1 });
        Assert.Equal((int)(hash % 10007), tokenizer.Tokenize(text).Ids[at]);
    }

    [Theory]
    [InlineData("\uFF21\u3000\u00C9", "a \u00E9")]
    [InlineData(" a\t\n b", "a b")]
    [InlineData("\uFB01n\u00AD\uFF0C", "fin,")]
    [InlineData("STRA\u00DFE", "strasse")]
    public void Forms_ThatReadAlike_AreOne(string one, string other) =>
        Assert.Equal(new NGramTokenizer().Tokenize(other).Ids, new NGramTokenizer().Tokenize(one).Ids);

    [Fact]
    public void Syllables_StayWhole() => Assert.Equal(["\uD55C", "\uD55C"], new NGramTokenizer().Tokenize("\uD55C").Tokens);

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void ATextWithoutAny_HasTheEmptyOne(string text)
    {
        var tokens = new NGramTokenizer().Tokenize(text);
        Assert.Equal([""], tokens.Tokens);
        Assert.Equal([(int)(2166136261 % 262144)], tokens.Ids);
        Assert.Equal([(0, 0)], tokens.Spans);
        Assert.Equal(0, tokens.Cut);
    }

    [Fact]
    public void MaxLength_LeavesOutTheEnd()
    {
        var text = new NGramTokenizer(new NGramOptions { MaxCharacters = 1, MaxWords = 0 }).Tokenize("abcab", maxLength: 2);
        Assert.Equal(["a", "b"], text.Tokens);
        Assert.Equal(1, text.Cut);
    }

    [Theory]
    [InlineData(0, 1, 3, 2, "buckets of n-grams from 1 to 16,777,216. Received: 0")]
    [InlineData(9, 0, 3, 2, "minCharacters of n-grams from 1 to 20. Received: 0")]
    [InlineData(9, 1, 99, 2, "maxCharacters of n-grams from 0 to 20. Received: 99")]
    [InlineData(9, 1, 0, 0, "maxCharacters of n-grams from 1 to 20. Received: 0")]
    public void Options_OutOfRange_AreRefused(int buckets, int minCharacters, int maxCharacters, int maxWords, string sentence)
    {
        var options = new NGramOptions
        {
            Buckets = buckets,
            MinCharacters = minCharacters,
            MaxCharacters = maxCharacters,
            MaxWords = maxWords,
        };
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => new NGramTokenizer(options)).Message);
    }
}
